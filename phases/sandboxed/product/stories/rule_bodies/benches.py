"""The bench on which the tests of a rule are written: the rule, its resource, and the expressions from which its rows are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import Rule
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


def reference_made(field: Field) -> str:
    return f'self.make({literal(field.references)})["id"]'


def put_later(value: str, minutes: float) -> str:
    return f"later({value}, {literal(int(minutes) if float(minutes).is_integer() else minutes)})"


# kind of rule → what writes the body of each of its cases
Written = Mapping[str, Callable[[Bench], dict[str, Body | None]]]
