"""What an idea demands beyond things and deeds, in a form that a program can check: rules, reports, exports, qualities.

Made by the readers of ideas, kept in the domain model, enforced by the product, and proven by tests over HTTP. A rule's `kind`
says which of the other keys it has (`KINDS`). Spans of time are whole minutes; names are ids and attribute names of the model.

| kind | what holds | keys |
|---|---|---|
| required | the attribute is never empty | entity, attribute |
| unique | no two rows with equal values of all `attributes` | entity, attributes |
| bound | the number lies between `minimum` and `maximum`, in the attribute's unit | entity, attribute, minimum?, maximum? |
| chronology | `end` lies after `start` | entity, start, end |
| duration | from `start` to `end` it takes between `minimum` and `maximum` minutes | entity, start, end, minimum?, maximum? |
| no_overlap | rows with equal values of `scope` never overlap between `start` and `end` | entity, start, end, scope, ignored? |
| capacity | at most `maximum` rows (or its own `attribute`) refer to one row by `reference` | entity, reference, maximum?, attribute?, ignored? |
| limit | at most `maximum` rows of each `per` and `scope` in each `period`, by `on` | entity, maximum, per?, scope?, period?, on?, roles?, ignored? |
| total | the `attribute` of such rows comes to `maximum` or `within` at most | entity, attribute, maximum?, within?, per?, period?, on?, ignored? |
| lead | `action` is done `minimum` to `maximum` minutes before the moment in `attribute` | entity, action, attribute, through?, minimum?, maximum? |
| access | only `roles` do `actions` | entity, actions, roles |
| approval | only `roles` do the step `action`; with `above`: of rows whose `attribute` is more | entity, action, roles, attribute?, above? |
| visibility | `roles` see and change the rows alone that they made | entity, roles |
| queue | `action` is done first to what waits longest among equal `scope`, by `on` | entity, action, on?, scope |
| expiry | `minutes` after the moment in `attribute` a row in one of `states` counts as `target` | entity, attribute?, minutes, states, target |
| reminder | from `minutes` before the moment in `attribute` a row stands in the due list of `roles` | entity, attribute, minutes, roles?, ignored? |
| statement | only people can tell; nothing checks it | |

`per` is an attribute, or `account` for whoever made the row. Where `on` or `attribute` may be left out, the moment counts at which
the row was made. `ignored` names states whose rows do not count. `actions` are create, update, delete, view or steps of the life cycle.
A limit with `roles` binds accounts of these roles alone (`per` is then `account`). `within` is an attribute of the row to which `per`
refers: a budget. With `through`, a reference, `attribute` stands in the row that it refers to: the start of the class that a booking is for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

ACCOUNT = "account"
PERIODS = ("day", "week", "month", "year")
MEASURES = ("count", "sum", "average")
QUALITY_KINDS = ("privacy", "cost", "devices", "language", "volume", "speed", "availability", "accessibility", "other")

# kind → (keys that it needs, keys that it may have)
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    kind: (frozenset(needed.split()), frozenset(possible.split()))
    for kind, needed, possible in (
        ("required", "entity attribute", ""),
        ("unique", "entity attributes", ""),
        ("bound", "entity attribute", "minimum maximum"),
        ("chronology", "entity start end", ""),
        ("duration", "entity start end", "minimum maximum"),
        ("no_overlap", "entity start end scope", "ignored"),
        ("capacity", "entity reference", "maximum attribute ignored"),
        ("limit", "entity maximum", "per scope period on roles ignored"),
        ("total", "entity attribute", "maximum within per period on ignored"),
        ("lead", "entity action attribute", "through minimum maximum"),
        ("access", "entity actions roles", ""),
        ("approval", "entity action roles", "attribute above"),
        ("visibility", "entity roles", ""),
        ("queue", "entity action scope", "on"),
        ("expiry", "entity minutes states target", "attribute"),
        ("reminder", "entity attribute minutes", "roles ignored"),
        ("statement", "", ""),
    )
}
# of these at least one has to be there
EITHER: dict[str, tuple[str, ...]] = {
    "bound": ("minimum", "maximum"),
    "duration": ("minimum", "maximum"),
    "lead": ("minimum", "maximum"),
    "total": ("maximum", "within"),
    "capacity": ("maximum", "attribute"),
}
_EMPTY_IS_MEANT = frozenset({"scope"})


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of the idea, in its own words (`text`) and, but for kind `statement`, in terms that a program can check."""

    id: str
    text: str
    kind: str = "statement"
    entity: str = ""
    attribute: str = ""
    attributes: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    scope: tuple[str, ...] = ()
    reference: str = ""
    through: str = ""
    within: str = ""
    action: str = ""
    actions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    per: str = ""
    period: str = ""
    on: str = ""
    states: tuple[str, ...] = ()
    target: str = ""
    ignored: tuple[str, ...] = ()
    minimum: float | int | None = None
    maximum: float | int | None = None
    above: float | int | None = None
    minutes: int | None = None

    def __post_init__(self) -> None:
        needed, possible = KINDS.get(self.kind) or _unknown(self)
        given = {key for key, value in self._given().items() if key not in ("id", "text", "kind")}
        lacking = sorted(needed - given - _EMPTY_IS_MEANT)
        if lacking or given - needed - possible:
            raise ValueError(f"rule {self.id!r} of kind {self.kind}: lacks {lacking}, has no use for {sorted(given - needed - possible)}")
        if self.kind in EITHER and not given & set(EITHER[self.kind]):
            raise ValueError(f"rule {self.id!r} of kind {self.kind}: needs {' or '.join(EITHER[self.kind])}")
        if self.within and self.per in ("", ACCOUNT):
            raise ValueError(f"rule {self.id!r} of kind {self.kind}: `within` needs `per`, the reference to the row that it stands in")
        if self.kind == "limit" and self.roles and self.per != ACCOUNT:
            raise ValueError(f"rule {self.id!r} of kind {self.kind}: only a limit per account can have roles")
        if self.period and self.period not in PERIODS:
            raise ValueError(f"rule {self.id!r}: period {self.period!r} is none of {', '.join(PERIODS)}")

    @property
    def checkable(self) -> bool:
        """True when a program can tell whether it holds."""
        return self.kind != "statement"

    def _given(self) -> dict[str, Any]:
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in found.items() if value not in ("", (), None)}

    def to_json(self) -> dict[str, Any]:
        """Return the rule without what it does not have; a kind's `scope` stands there even when it is empty."""
        body = {name: list(value) if isinstance(value, tuple) else value for name, value in self._given().items()}
        return {**({"scope": []} if "scope" in KINDS[self.kind][0] else {}), **body}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Rule:
        """Return the rule. Raises ValueError for keys that do not go with its kind, TypeError for unknown ones."""
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})


def _unknown(rule: Rule) -> Any:
    raise ValueError(f"rule {rule.id!r}: kind {rule.kind!r} is none of {', '.join(KINDS)}")


@dataclass(frozen=True, kw_only=True)
class Report:
    """Figures that somebody wants to see: rows counted, or `attribute` summed or averaged, by attributes or by `period` of the date in `on`."""

    id: str
    text: str
    entity: str
    measure: str = "count"
    attribute: str = ""
    by: tuple[str, ...] = ()
    period: str = ""
    on: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in vars(self).items()
            if value or name in ("id", "text", "entity", "measure")
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Report:
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in data.items()})


@dataclass(frozen=True, kw_only=True)
class Export:
    """Rows that somebody wants as a file."""

    id: str
    text: str
    entity: str
    format: str = "csv"


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How the product has to be, in the idea's own words; `value` and `unit` where the idea gives a figure."""

    id: str
    text: str
    kind: str = "other"
    value: float | int | None = None
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if value not in ("", None)}
