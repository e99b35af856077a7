"""How the product answers whoever breaks a typed rule: when it happens, what is answered, by which HTTP status."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.author.rule_phrases import (
    a,
    attribute_label,
    in_period,
    labels,
    many,
    moment_of,
    most_of,
    one,
    per,
    roles_of,
    scope_of,
    so_many,
    span,
    unit_of,
    verbs,
)
from phases.sandboxed.planning.wording import listed


@dataclass(frozen=True, kw_only=True)
class Breach:
    """What it looks like when a rule stops somebody: when it happens, and what the product answers by which HTTP status."""

    when: str
    then: str
    status: int


def breach(rule: Rule, model: DomainModel) -> Breach | None:
    """Return how the product answers when the rule is broken; None for what refuses nobody (expiry, reminder, statement)."""
    if rule.kind not in _BREACHES:
        return None
    when, then, status = _BREACHES[rule.kind](rule, model, model.entity(rule.entity))
    return Breach(when=when, then=then, status=status)


def _outside(rule: Rule, shown: Callable[[float], str]) -> str:
    ends = [f"below {shown(rule.minimum)}"] if rule.minimum is not None else []
    ends += [f"above {shown(rule.maximum)}"] if rule.maximum is not None else []
    return " or ".join(ends)


def _ends(rule: Rule) -> str:
    ends = [f"less than {span(rule.minimum)}"] if rule.minimum is not None else []
    ends += [f"more than {span(rule.maximum)}"] if rule.maximum is not None else []
    return " or ".join(ends)


def _places(rule: Rule) -> str:
    if rule.attribute:
        return f"as its {rule.attribute.replace('_', ' ')} says"
    return f"{rule.maximum:g}"


_BREACHES: dict[str, Callable[[Rule, DomainModel, Entity], tuple[str, str, int]]] = {
    "required": lambda r, m, e: (
        f"the {attribute_label(e, r.attribute)} of the {one(e)} is left empty",
        f"nothing is kept and the {attribute_label(e, r.attribute)} is named as missing",
        422,
    ),
    "unique": lambda r, m, e: (
        f"another {one(e)} has the same {labels(e, r.attributes)} already",
        f"the second {one(e)} is refused and the first stays as it is",
        409,
    ),
    "bound": lambda r, m, e: (
        f"the value {attribute_label(e, r.attribute)} of the {one(e)} is {_outside(r, lambda n: f'{n:g}')}{unit_of(e, r.attribute)}",
        f"nothing is kept and the error stands at the {attribute_label(e, r.attribute)}",
        422,
    ),
    "chronology": lambda r, m, e: (
        f"the {attribute_label(e, r.end)} of the {one(e)} does not lie after its {attribute_label(e, r.start)}",
        f"nothing is kept and the error stands at the {attribute_label(e, r.end)}",
        422,
    ),
    "duration": lambda r, m, e: (
        f"the {one(e)} would take {_ends(r)}",
        f"nothing is kept and the error stands at the {attribute_label(e, r.end)}",
        422,
    ),
    "no_overlap": lambda r, m, e: (
        f"another {one(e)}{scope_of(r, e)} lies in the same time",
        f"the later {one(e)} is refused and the earlier one keeps its time",
        409,
    ),
    "capacity": lambda r, m, e: (
        f"the {attribute_label(e, r.reference)} has as many {many(e)} as it takes ({_places(r)})",
        f"the {one(e)} is refused because the {attribute_label(e, r.reference)} is full",
        409,
    ),
    "limit": lambda r, m, e: (
        f"{per(r, m, e)} has {so_many(r, e)}{scope_of(r, e)} {in_period(r, e)} already",
        f"the {one(e)} is refused and the limit of {r.maximum:g} is named",
        409,
    ),
    "total": lambda r, m, e: (
        f"the {attribute_label(e, r.attribute)} of the {many(e)} of {per(r, m, e)} would come to more than {most_of(r, e)}",
        f"the {one(e)} is refused and the sum stays as it is",
        409,
    ),
    "lead": lambda r, m, e: (
        f"it is {_ends(r)} before {moment_of(r, m, e)}",
        f"to {r.action.replace('_', ' ')} it is refused and the {one(e)} stays as it is",
        409,
    ),
    "access": lambda r, m, e: (
        f"somebody other than the {roles_of(r, m)} wants to {listed(verbs(r.actions), 'or')} {many(e)}",
        f"the deed is forbidden and the {many(e)} stay as they are",
        403,
    ),
    "approval": lambda r, m, e: (
        f"somebody other than the {roles_of(r, m)} takes the step {r.action.replace('_', ' ')}"
        + (f" of {a(e)} above {r.above:g}{unit_of(e, r.attribute)}" if r.above is not None else f" of {a(e)}"),
        f"the step is forbidden and the {one(e)} keeps its state",
        403,
    ),
    "visibility": lambda r, m, e: (
        f"a {roles_of(r, m)} opens {a(e)} that somebody else entered",
        f"the {one(e)} is not found, as if it were not there",
        404,
    ),
    "queue": lambda r, m, e: (
        f"another {one(e)}{scope_of(r, e)} waits longer",
        f"the step {r.action.replace('_', ' ')} is refused until the {one(e)} is the next",
        409,
    ),
}
