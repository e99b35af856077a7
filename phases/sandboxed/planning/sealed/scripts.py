"""Puts requests in order: a `Script` makes rows that every rule allows, with all that they refer to, and does to them what a check wants.

What is done on the way is itself expected to work; only what a check is about may be expected to be refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.sealed.casting import Cast, Uncheckable, account, role_of
from phases.sandboxed.planning.sealed.moments import Calendar, moment_of
from phases.sandboxed.planning.sealed.things import Input, Thing, plain, things_of
from phases.sandboxed.planning.sealed.values import Values

MOST_ROWS = 130  # a rule that only more rows could break is not tried


@dataclass(frozen=True, kw_only=True)
class World:
    """What scripts are written from: the things, the rules and the cast of one domain model."""

    model: DomainModel
    things: Mapping[str, Thing]
    cast: Cast
    paths: Mapping[str, Any]
    signed: bool

    @property
    def rules(self) -> list[Rule]:
        """The rules of the model, and those that read a moment of what a row refers to also as rules of that: its rows have to suit them."""
        return [*self.model.rules, *(self._at_target(rule) for rule in self.model.rules if rule.through)]

    def _at_target(self, rule: Rule) -> Rule:
        target = next(entry.references for entry in self.model.entity(rule.entity).attributes if entry.name == rule.through)
        return replace(rule, entity=target, through="")

    def thing(self, entity: str) -> Thing:
        """Return a thing by its entity. Raises Uncheckable."""
        if entity not in self.things:
            raise Uncheckable(f"the interface has no address for {entity}")
        return self.things[entity]


def world_of(model: DomainModel, openapi: Mapping[str, Any]) -> World:
    """Return the world of a domain model and the content of its OpenAPI artifact."""
    document = openapi["document"]
    signed = bool(document.get("components", {}).get("securitySchemes"))
    return World(model=model, things=things_of(model, openapi), cast=Cast(model), paths=document["paths"], signed=signed)


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that a script made: the name under which its id is saved, who made it, with which values, and its state."""

    thing: Thing
    name: str
    owner: str
    values: Mapping[str, Any]
    state: str

    @property
    def id(self) -> dict[str, str]:
        return {"$saved": self.name}

    @property
    def path(self) -> str:
        return f"{self.thing.path}/{{{self.name}}}"


class Script:
    """The steps of one check."""

    def __init__(self, world: World):
        self.world = world
        self.steps: list[dict[str, Any]] = []
        self.minutes = 0
        self._rows: dict[str, int] = {}
        self._made: dict[tuple[str, str], int] = {}
        self._making: list[str] = []

    def ask(self, who: str, method: str, path: str, status: int, *, body: Any = None, query: Any = None, save: Any = None, **expect: Any) -> None:
        """Add a request."""
        step: dict[str, Any] = {"as": who if self.world.signed else "", "method": method, "path": path, "expect": {"status": status, **expect}}
        self.steps.append({**step, **{key: value for key, value in (("body", body), ("query", query), ("save", save)) if value is not None}})

    def wait(self, minutes: int) -> None:
        """Start the product over with its clock so many minutes later than now."""
        self.minutes += minutes
        self.steps.append({"restart": {"minutes": minutes}})

    # -- rows ----------------------------------------------------------------------------------------------------------

    def values(self, entity: str, *, given: Mapping[str, Any] | None = None, owner: str = "") -> dict[str, Any]:
        """Return the values of one more row; the rows that it has to refer to are made first. `given` values stand as they are."""
        thing, given = self.world.thing(entity), dict(given or {})
        number = self._rows.get(entity, 0)
        self._rows[entity] = number + 1
        found = {**Values(thing, self.world.rules).row(number), **given}
        self._making.append(entity)
        for entry in thing.inputs:
            if entry.type == "reference" and entry.name not in found and self._wanted(thing, entry):
                found[entry.name] = self.row(entry.references, owner=owner).id
        self._making.pop()
        return {name: value for name, value in found.items() if value is not None}

    def row(self, entity: str, *, given: Mapping[str, Any] | None = None, owner: str = "", status: int = 201) -> Row:
        """Add a row, or have it refused when `status` says so. Raises Uncheckable when nobody may add one."""
        thing = self.world.thing(entity)
        role = self.world.cast.maker(entity, role_of(owner))
        owner = owner if owner and role_of(owner) == role else self._free(entity, role)
        values = self.values(entity, given=given, owner=owner)
        self._made[entity, owner] = self._made.get((entity, owner), 0) + 1
        name = f"{thing.id}_{sum(self._made.values())}"
        self.ask(owner, "POST", thing.path, status, body=values, save={name: "/id"} if status == 201 else None)
        return Row(thing=thing, name=name, owner=owner, values=values, state=thing.initial)

    def change(self, row: Row, values: Mapping[str, Any], status: int, *, who: str = "") -> Row:
        """Replace values of a row. Raises Uncheckable when nobody may."""
        who = who or self.world.cast.doer(row.thing.id, "update", row.owner)
        changed = {**row.values, **values}
        self.ask(who, "PUT", row.path, status, body=changed)
        return replace(row, values=changed) if status < 300 else row

    def do(self, row: Row, action: str, *, who: str = "", status: int = 200) -> Row:
        """Do a step to a row, at a time at which the rules allow it. Raises Uncheckable when nobody may."""
        address = row.thing.steps.get(action)
        if address is None:
            raise Uncheckable(f"the interface has no step {action} of {row.thing.id}")
        if status < 300:
            self.wait_for(row, action)
        who = who or self.world.cast.doer(row.thing.id, action, row.owner, amount=self.amount(row, action))
        target = row.thing.moves(action).get(row.state, "")
        values = {"values": {f"/{row.thing.state}": target}} if status < 300 and target else {}
        self.ask(who, "POST", f"{row.path}/{address}", status, **values)
        return replace(row, state=target) if status < 300 and target else row

    def bring(self, row: Row, states: tuple[str, ...] | list[str]) -> Row:
        """Lead a row by its steps into one of `states`. Raises Uncheckable when no steps lead there."""
        way = row.thing.way_to(states, row.state)
        if way is None:
            raise Uncheckable(f"no steps lead a {row.thing.id} to {' or '.join(states)}")
        for action in way:
            row = self.do(row, action)
        return row

    def ready_for(self, row: Row, action: str) -> Row:
        """Lead a new row to where a step is possible. Raises Uncheckable."""
        return self.bring(row, list(row.thing.moves(action)))

    def counted(self, row: Row, rule: Rule) -> Row:
        """Lead a new row to where it counts for a rule that ignores some states. Raises Uncheckable."""
        return self.bring(row, _counting(row.thing, rule)) if row.thing.initial in rule.ignored else row

    def refused(self, rule: Rule, *, given: Mapping[str, Any], owner: str = "") -> None:
        """Have one more row refused: when it is added, or, where new rows do not count yet, at the step that would make it count."""
        thing = self.world.thing(rule.entity)
        if thing.initial not in rule.ignored:
            self.row(rule.entity, given=given, owner=owner, status=409)
            return
        way = thing.way_to(_counting(thing, rule))
        if way is None:
            raise Uncheckable(f"no steps make a {thing.id} count")
        row = self.row(rule.entity, given=given, owner=owner)
        for action in way[:-1]:
            row = self.do(row, action)
        self.do(row, way[-1], status=409)

    def amount(self, row: Row, action: str) -> float | None:
        """Return the value by which the approval of a step is bounded, None when there is none."""
        for rule in self.world.rules:
            if rule.kind == "approval" and rule.entity == row.thing.id and plain(rule.action, "-") == plain(action, "-") and rule.attribute:
                found = row.values.get(plain(rule.attribute))
                return found if isinstance(found, (int, float)) else None
        return None

    def wait_for(self, row: Row, action: str) -> None:
        """Wait until the rules let a step be done that may be done only shortly before a moment."""
        calendar = Calendar(row.thing, self.world.rules)
        for entry in row.thing.inputs:
            written = row.values.get(entry.name)
            lowest, highest = calendar.lead(entry.name, action)
            if isinstance(written, dict) and "$saved" not in written and highest < 10**9:
                left = moment_of(written) - self.minutes
                if left > highest:
                    self.wait(left - (lowest + highest) // 2)

    def _wanted(self, thing: Thing, entry: Input) -> bool:
        """Whether a row needs this reference: it is required, or a rule speaks of it, so that rows without it were not told apart."""
        if entry.required or entry.references in self._making:
            return entry.required
        for rule in self.world.rules:
            named = (rule.attribute, rule.reference, rule.through, rule.per, rule.on, *rule.attributes, *rule.scope)
            if rule.entity == thing.id and entry.name in {plain(name) for name in named if name}:
                return True
        return False

    def _free(self, entity: str, role: str) -> str:
        """Return an account of the role that has not used up what a limit per account leaves it."""
        most = [int(rule.maximum or 0) for rule in self.world.rules if rule.kind == "limit" and rule.entity == entity and rule.per == ACCOUNT]
        if not most:
            return role
        made = sum(count for (made, owner), count in self._made.items() if made == entity and role_of(owner) == role)
        return account(role, made // max(min(most), 1))


def _counting(thing: Thing, rule: Rule) -> list[str]:
    """Return the states in which rows count for a rule."""
    return [state for state in thing.entity.states.values if state not in rule.ignored] if thing.entity.states else []


@dataclass(frozen=True, kw_only=True)
class Case:
    """One check before it is numbered. `criterion` is its place among the criteria of its story, counted from 0; -1: none of them."""

    case: str
    title: str
    script: Script
    criterion: int = -1
