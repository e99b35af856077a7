"""Abuse cases: what personal data, steps, forms and each typed rule invite, and what answers it. Used by tool.ideation.abuseSeeds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel, Entity
from phases.sandboxed.author.personal import personal_attributes
from phases.sandboxed.author.rule_phrases import attribute_label, in_period, per, roles_of, span, unit_of
from phases.sandboxed.planning.wording import listed, lower

KINDS = ("read", "step", "flood", "split", "hoard", "evade", "guess", "jump", "revive", "squat", "impersonate", "mistype")
Told = tuple[str, str]  # kind of abuse, what somebody does


def abuse_cases(model: DomainModel) -> list[dict[str, Any]]:
    """Return abuse cases, each with its kind (rule `ideation.abuse.<kind>`), a title, and the rule of the idea that it goes against, if any."""
    found = [*_of_rules(model), *_of_things(model)]
    return [{"id": f"AB-{number:02}", **entry} for number, entry in enumerate(found, 1)]


def _of_rules(model: DomainModel) -> Iterator[dict[str, Any]]:
    for rule in model.rules:
        if rule.kind in _INVITED:
            kind, title = _INVITED[rule.kind](rule, model, model.entity(rule.entity))
            yield {"entity": rule.entity, "kind": kind, "rule": rule.id, "title": title}


def _of_things(model: DomainModel) -> Iterator[dict[str, Any]]:
    hidden = {rule.entity for rule in model.rules if rule.kind == "visibility"}
    kept = {action for rule in model.rules for action in (*rule.actions, rule.action)}
    for entity in model.entities:
        many, private = lower(entity.plural), personal_attributes(entity)
        if private and entity.id not in hidden:
            fields = listed(attribute_label(entity, name) for name in private)
            yield {"entity": entity.id, "kind": "read", "rule": "", "title": f"Somebody reads the {fields} of other people's {many}"}
        step = next((step.action for step in (entity.states.transitions if entity.states else ()) if step.action not in kept), None)
        if step:
            yield {"entity": entity.id, "kind": "step", "rule": "", "title": f"Somebody who is not entitled to may {step} {many}"}
    if model.entities:
        main = model.entities[0]
        yield {"entity": main.id, "kind": "flood", "rule": "", "title": f"Somebody creates {lower(main.plural)} in bulk"}


def _many(entity: Entity) -> str:
    return lower(entity.plural)


_INVITED: dict[str, Callable[[Rule, DomainModel, Entity], Told]] = {
    "limit": lambda r, m, e: (
        "evade", f"Somebody who has {r.maximum:g} {_many(e)} {in_period(r, e)} enters more by another account, as if {per(r, m, e)} were two"),
    "total": lambda r, m, e: (
        "split", f"Somebody enters {_many(e)} in the name of others, so that no sum of {attribute_label(e, r.attribute)} comes to the limit"),
    "no_overlap": lambda r, m, e: ("hoard", f"Somebody enters {_many(e)} that they do not mean to use, and keeps the time from others"),
    "capacity": lambda r, m, e: ("hoard", f"Somebody fills one {attribute_label(e, r.reference)} with {_many(e)} that nobody comes to"),
    "approval": lambda r, m, e: (
        ("split", f"Somebody makes two {_many(e)} of one, each below {r.above:g}{unit_of(e, r.attribute)}, so that nobody has to {_deed(r)} them")
        if r.above is not None
        else ("impersonate", f"Somebody takes the step {_deed(r)} of {_many(e)} with the account of {roles_of(r, m)}")),
    "access": lambda r, m, e: ("impersonate", f"Somebody other than {roles_of(r, m)} sends by hand what only their pages offer for {_many(e)}"),
    "visibility": lambda r, m, e: ("guess", f"A {roles_of(r, m)} counts through the numbers of {_many(e)} to open those of others"),
    "queue": lambda r, m, e: ("jump", f"Somebody enters the same {lower(e.name)} early and often, to stand first when it is needed"),
    "expiry": lambda r, m, e: (
        "revive", f"Somebody enters {_many(e)} anew every {span(r.minutes or 0)}, so that they never become {r.target}"),
    "lead": lambda r, m, e: ("squat", f"Somebody does not {_deed(r)} in time, and simply does not come: the {lower(e.name)} is lost to others"),
    "unique": lambda r, m, e: (
        "squat", f"Somebody takes the {listed(attribute_label(e, name) for name in r.attributes)} of {_many(e)} that others need"),
    "bound": lambda r, m, e: ("mistype", f"Somebody enters a false value for {attribute_label(e, r.attribute)} just inside what is allowed"),
}  # fmt: skip


def _deed(rule: Rule) -> str:
    return rule.action.replace("_", " ").replace("-", " ")
