"""The bench on which the tests of a rule are written: the rule, its resource, and the expressions from which its rows are made."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.examples import TEST_NOW
from phases.sandboxed.product.resources import Field, Resource
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.rules import MOMENTS

Body = list[str]
DAY = samples.DAY


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A rule and all that the bodies of its tests are written from."""

    model: Any
    rule: Rule
    resource: Resource
    roles: Roles
    rules: list[Rule]
    first: Mapping[str, Any]

    @property
    def id(self) -> str:
        return literal(self.resource.id)

    @property
    def api(self) -> str:
        return f"/api/{self.resource.path}"

    def field(self, name: str) -> Field:
        return next(field for field in self.resource.fields if field.name == name)

    def dated(self, name: str) -> bool:
        return self.field(name).type == "date"

    def span(self) -> float:
        return samples.span_of(self.rules, self.rule.start, self.rule.end)

    def creator(self) -> str:
        return self.roles.doing(self.resource.id, "create")

    def other(self, name: str) -> dict[str, str]:
        """Return expressions for another value of a field than that of the first row, and of what goes with it."""
        field = self.field(name)
        if field.type == "reference":
            return {} if field.required else {name: reference_made(field)}
        changed = samples.alternative(self.model, self.resource, name, TEST_NOW)
        return {key: literal(value) for key, value in changed.items()}

    def given(self, names: Iterable[str]) -> dict[str, str]:
        """Return expressions for those fields that a row has only when the test says so: references that may be left out."""
        return {name: reference_made(self.field(name)) for name in names if self.field(name).type == "reference" and not self.field(name).required}

    def timed(self, name: str, value: str) -> dict[str, str]:
        """Return expressions that put a field at a moment (an expression), its start or end with it."""
        pair = next((pair for pair in samples.pairs(self.rules) if name in pair), None)
        if pair is None or self.field(pair[0]).type not in MOMENTS:
            return {name: value}
        span = samples.span_of(self.rules, *pair)
        return {name: value, pair[1]: put_later(value, span)} if name == pair[0] else {pair[0]: put_later(value, -span), name: value}

    def roomy(self, name: str, rows: int, given: Mapping[str, str] | None = None) -> str:
        """Return an expression for a new row to which a reference leads, with places for so many rows where it says itself how many it has."""
        holding = [rule.attribute for rule in self.rules if rule.kind == "capacity" and rule.reference == name and rule.attribute]
        values = {**{attribute: literal(rows) for attribute in holding}, **(given or {})}
        told = ", ".join(f"{literal(key)}: {text}" for key, text in values.items())
        changes = f", {{{told}}}" if told else ""
        return f'self.make({literal(self.field(name).references)}{changes})["id"]'

    def spacing(self, shared: Iterable[str], rows: int) -> dict[str, int]:
        """Return by moment how many minutes so many rows that share these fields' values have to lie apart, so that the other rules allow them."""
        together, found = frozenset(shared), {}
        for rule in self.rules:
            if rule.id == self.rule.id or not self._compares(rule, together, rows):
                continue
            name = rule.start if rule.kind == "no_overlap" else rule.on
            apart = samples.apart_by_overlap(rule, self.rules) if rule.kind == "no_overlap" else samples.PERIOD_MINUTES[rule.period]
            found[name] = max(found.get(name, 0), apart)
        return found

    def _compares(self, rule: Rule, shared: frozenset[str], rows: int) -> bool:
        """Tell whether a rule takes rows together that share these fields' values, and lets fewer of them be unless their moments lie apart."""
        names = rule.scope if rule.kind == "no_overlap" else tuple(name for name in (rule.per, *rule.scope) if name and name != ACCOUNT)
        if rule.kind not in ("no_overlap", "limit", "total") or any(name not in shared and self.field(name).type == "reference" for name in names):
            return False
        if rule.kind == "no_overlap":
            return True
        if not (rule.on and rule.period) or (rule.per == ACCOUNT and self.rule.per != ACCOUNT):
            return False  # others' accounts go on by themselves
        inner = samples.PERIOD_MINUTES[rule.period] < samples.PERIOD_MINUTES.get(self.rule.period, math.inf)
        most = samples.fitting(rule, self.rules, {field.name: field for field in self.resource.inputs})
        return (inner or rule.on != self.rule.on) and most is not None and most <= rows

    def placed(self, number: int | str, spacing: Mapping[str, int]) -> dict[str, str]:
        """Return expressions for the moments of the row with this number (an expression where it is a text), each so far from the row before."""
        found: dict[str, str] = {}
        for name, minutes in spacing.items():
            first = self.first[name]
            fixed = isinstance(number, int)
            found |= self.timed(name, literal(samples.later(first, number * minutes)) if fixed else f"later({literal(first)}, {number} * {minutes})")
        return found


def reference_made(field: Field) -> str:
    return f'self.make({literal(field.references)})["id"]'


def put_later(value: str, minutes: float) -> str:
    return f"later({value}, {literal(int(minutes) if float(minutes).is_integer() else minutes)})"


# kind of rule → what writes the body of each of its cases
Written = Mapping[str, Callable[[Bench], dict[str, Body | None]]]
