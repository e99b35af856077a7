"""So long before a moment at least, or at most: in time it is done, too late or too early it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.moments import DAY, Calendar, moment_of, value
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import MOMENTS, Thing, plain

PLAIN = ("create", "update", "delete")


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield what is in time, and what is too late or too early. Raises Uncheckable."""
    if rule.through:
        yield from _elsewhere(rule, world)
        return
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    entry = thing.input(name)
    if entry is None or entry.type not in MOMENTS:
        raise Uncheckable(f"clients send no moment {name} of a {thing.id}")
    yield from _by_adding(rule, world, entry.type) if rule.action == "create" else _by_doing(rule, world)


def _by_adding(rule: Rule, world: World, kind: str) -> Iterator[Case]:
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    usual = Calendar(thing, world.rules).row(0)
    in_time = Script(world)
    in_time.row(thing.id)
    yield Case(case="allowed", title=f"A {thing.id} whose {name} lies in time is taken", script=in_time)
    wrong = []
    if rule.minimum:
        # a date begins at midnight, 12 hours before or after the clock's noon
        wrong.append(("too soon", int(rule.minimum) // 2 if kind == "datetime" else max(int(rule.minimum) - DAY, 0)))
    if rule.maximum is not None:
        wrong.append(("too far ahead", int(rule.maximum) + 2 * DAY))
    for told, minutes in wrong:
        script = Script(world)
        moved = {entry.name: value(entry.type, usual[entry.name] - usual[name] + minutes) for entry in thing.inputs if entry.name in usual}
        script.row(thing.id, given=moved, status=409)
        yield Case(case="refused", title=f"A {thing.id} whose {name} lies {told} is refused", script=script)


def _by_doing(rule: Rule, world: World) -> Iterator[Case]:
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    in_time = Script(world)
    row = _ready(in_time, rule)
    _until(in_time, row, name, _middle(rule))
    _act(in_time, row, rule.action, allowed=True)
    yield Case(case="allowed", title=f"A {thing.id} can be asked to {rule.action} in time before its {name}", script=in_time)
    if rule.minimum:
        late = Script(world)
        row = _ready(late, rule)
        _until(late, row, name, int(rule.minimum) // 2)
        _act(late, row, rule.action, allowed=False)
        yield Case(case="refused", title=f"To {rule.action} a {thing.id} shortly before its {name} is refused", script=late)
    if rule.maximum is not None:
        early = Script(world)
        row = _ready(early, rule, _far(world, thing, name, int(rule.maximum) + 3 * DAY))
        if moment_of(row.values[name]) - early.minutes > int(rule.maximum):
            _act(early, row, rule.action, allowed=False)
            yield Case(case="refused", title=f"To {rule.action} a {thing.id} long before its {name} is refused", script=early)


def _elsewhere(rule: Rule, world: World) -> Iterator[Case]:
    """Yield the same for a moment of what the row refers to: that is made first, and the clock goes near it. Raises Uncheckable."""
    thing, name = world.thing(rule.entity), plain(rule.through)
    reference = thing.input(name)
    target = world.thing(reference.references) if reference is not None else None
    entry = target.input(plain(rule.attribute)) if target is not None else None
    if target is None or entry is None or entry.type not in MOMENTS:
        raise Uncheckable(f"clients send no moment {rule.attribute} of what a {thing.id} refers to")

    def tried(left: int, begin: dict[str, Any], *, allowed: bool) -> Script | None:
        script = Script(world)
        about = script.row(target.id, given=begin)
        there = {name: about.id}
        row = None if rule.action == "create" else _ready(script, rule, there)
        _until(script, about, entry.name, left)
        ahead = moment_of(about.values[entry.name]) - script.minutes
        if not allowed and (rule.minimum or 0) <= ahead <= (rule.maximum if rule.maximum is not None else ahead):
            return None  # the rules leave no room for a moment outside
        if row is None:
            script.row(thing.id, given=there, status=201 if allowed else 409)
        else:
            _act(script, row, rule.action, allowed=allowed)
        return script

    yield Case(
        case="allowed", title=f"To {rule.action} a {thing.id} in time before its {name} is possible", script=tried(_middle(rule), {}, allowed=True)
    )
    if rule.minimum is not None:
        late = tried(int(rule.minimum) // 2 if rule.minimum else -2 * DAY, {}, allowed=False)
        if late is not None:
            yield Case(case="refused", title=f"To {rule.action} a {thing.id} too late before its {name} is refused", script=late)
    if rule.maximum is not None:
        early = tried(int(rule.maximum) + 2 * DAY, _far(world, target, entry.name, int(rule.maximum) + 3 * DAY), allowed=False)
        if early is not None:
            yield Case(case="refused", title=f"To {rule.action} a {thing.id} too early before its {name} is refused", script=early)


def _far(world: World, thing: Thing, name: str, minutes: int) -> dict[str, Any]:
    """Return values that put a moment so far ahead, and a row's other moments with it; none where the row could not be added then."""
    if any(rule.kind == "lead" and rule.entity == thing.id and rule.action == "create" and rule.maximum is not None for rule in world.model.rules):
        return {}
    usual = Calendar(thing, world.rules).row(0)
    return {entry.name: value(entry.type, usual[entry.name] - usual[name] + minutes) for entry in thing.inputs if entry.name in usual}


def _middle(rule: Rule) -> int:
    lowest = int(rule.minimum or 0)
    return (lowest + int(rule.maximum)) // 2 if rule.maximum is not None else lowest + DAY


def _ready(script: Script, rule: Rule, given: dict | None = None) -> Row:
    row = script.row(rule.entity, given=given)
    return row if rule.action in PLAIN else script.bring(row, _lasting(script, row, rule.action))


def _lasting(script: Script, row: Row, action: str) -> list[str]:
    """Return the states in which the action is possible, where there are any those alone that do not expire while the script waits."""
    expiring = {state for rule in script.world.rules if rule.kind == "expiry" and rule.entity == row.thing.id for state in rule.states}
    possible = [state for state in row.thing.moves(action) if row.thing.way_to([state]) is not None]
    return [state for state in possible if state not in expiring] or possible


def _until(script: Script, row: Row, name: str, left: int) -> None:
    """Wait until so many minutes are left before the moment; a row that lies nearer already is left as it is."""
    ahead = moment_of(row.values[name]) - script.minutes - left
    if ahead > 0:
        script.wait(ahead)


def _act(script: Script, row: Row, action: str, *, allowed: bool) -> None:
    if action == "update":
        script.change(row, {}, 200 if allowed else 409)
    elif action == "delete":
        who = script.world.cast.doer(row.thing.id, "delete", row.owner)
        script.ask(who, "DELETE", row.path, 204 if allowed else 409)
    else:
        script.do(row, action, status=200 if allowed else 409)
