"""The rules that the product keeps, in its own names: read from the domain model, checked, and resolved to resources and fields.

Used by the planning of stories, the writers of feature modules and of tests, and whoever needs rows that the rules allow.
A rule that names something that is not there is refused here, by its id and key, before anything is written from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Export, Report, Rule
from phases.sandboxed.product.resources import Field, Resource, as_mapping, resources_of, slug, step_name

PLAIN_ACTIONS = ("create", "update", "delete", "view")
MOMENTS = ("date", "datetime")
NUMBERS = ("integer", "number")
_NAMES = ("attribute", "start", "end", "reference", "through", "within", "on", "per")
# kind → key of a name that stands in the row to which a reference leads → key of that reference
_ELSEWHERE = {"capacity": {"attribute": "reference"}, "lead": {"attribute": "through"}, "total": {"within": "per"}}
_ORDERED = (*MOMENTS, *NUMBERS)
# kind → key → types that its attribute has to have
_TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "bound": {"attribute": NUMBERS},
    "chronology": {"start": _ORDERED, "end": _ORDERED},
    "duration": {"start": MOMENTS, "end": MOMENTS},
    "no_overlap": {"start": MOMENTS, "end": MOMENTS},
    "capacity": {"reference": ("reference",), "attribute": NUMBERS},
    "limit": {"on": MOMENTS},
    "total": {"attribute": NUMBERS, "within": NUMBERS, "on": MOMENTS},
    "lead": {"attribute": MOMENTS, "through": ("reference",)},
    "approval": {"attribute": NUMBERS},
    "queue": {"on": _ORDERED},
    "expiry": {"attribute": MOMENTS},
    "reminder": {"attribute": MOMENTS},
}


class UnknownName(ValueError):
    """A rule names something that the domain model does not have, or that cannot be what the rule needs."""


def rules_of(model: Any) -> tuple[Rule, ...]:
    """Return the rules that a program can check, in the model's order and in the product's names. Raises UnknownName."""
    about = as_mapping(model)
    given = [Rule.from_json(entry) for entry in about.get("rules") or ()]
    names = Names(about)
    return tuple(_resolved(rule, about, names) for rule in given if rule.checkable)


def target_of(rule: Rule, resource: Resource, model: Any) -> Resource:
    """Return the resource in which the attribute stands that a rule on `resource` reads, where it reads it through a reference; else `resource`."""
    leads = getattr(rule, next(iter(_ELSEWHERE.get(rule.kind, {}).values()), ""), "")
    references = next((field.references for field in resource.fields if field.name == leads), "")
    return next((other for other in resources_of(model) if other.id == references), resource)


def rules_about(model: Any, resource: Resource) -> list[Rule]:
    """Return the rules that rows of a resource have to fit: its own, and those of others that read a moment of its rows, as if they were its own."""
    by_id = {other.id: other for other in resources_of(model)}
    found = []
    for rule in rules_of(model):
        if rule.kind == "lead" and rule.through:
            rule = dataclasses.replace(rule, entity=target_of(rule, by_id[rule.entity], model).id, through="")
        if rule.entity == resource.id:
            found.append(rule)
    return found


def rule_of(model: Any, id: str) -> Rule:
    """Return one of the rules by its id. Raises UnknownName."""
    for rule in rules_of(model):
        if rule.id == id:
            return rule
    raise UnknownName(f"the domain model has no rule {id!r} that could be checked")


def reports_of(model: Any) -> tuple[Report, ...]:
    """Return the reports that the idea asks for, in the product's names. Raises UnknownName."""
    about = as_mapping(model)
    names = Names(about)
    return tuple(_resolved_report(Report.from_json(entry), names) for entry in about.get("reports") or ())


def exports_of(model: Any) -> tuple[Export, ...]:
    """Return the exports that the idea asks for, each thing once, in the product's names. Raises UnknownName."""
    about = as_mapping(model)
    names, found = Names(about), {}
    for entry in about.get("exports") or ():
        export = Export(**entry)
        resource = names.resource(export.id, export.entity)
        found.setdefault(resource.id, dataclasses.replace(export, entity=resource.id))
    return tuple(found.values())


class Names:
    """The names of a domain model and what the product calls them."""

    def __init__(self, model: Mapping[str, Any]):
        resources = resources_of(model)
        self.by_entity = dict(zip((entity["id"] for entity in model["entities"]), resources, strict=True))
        self.by_id = {resource.id: resource for resource in resources}
        self.steps = {
            entity["id"]: {step["action"]: step_name(step["action"], step["to"]) for step in (entity.get("states") or {}).get("transitions", ())}
            for entity in model["entities"]
        }

    def resource(self, about: str, entity: str) -> Resource:
        found = self.by_entity.get(entity) or self.by_id.get(entity)
        if found is None:
            raise UnknownName(f"{about}: there is no entity {entity!r}; known: {', '.join(self.by_entity)}")
        return found

    def field(self, about: str, resource: Resource, name: str, key: str, types: tuple[str, ...] = ()) -> Field:
        wanted = slug(name, joiner="_")
        found = next((field for field in resource.fields if field.name == wanted), None)
        if found is None:
            raise UnknownName(f"{about}, {key}: {resource.id} has no attribute {name!r}; known: {', '.join(f.name for f in resource.fields)}")
        if types and found.type not in types:
            raise UnknownName(f"{about}, {key}: {resource.id}.{found.name} is of type {found.type}, which is none of {', '.join(types)}")
        return found

    def action(self, about: str, entity: str, resource: Resource, name: str) -> str:
        if name in PLAIN_ACTIONS:
            return name
        wanted = self.steps.get(entity, {}).get(name, slug(name))
        if wanted not in {transition.action for transition in resource.transitions}:
            raise UnknownName(f"{about}: {resource.id} has no step {name!r}; known: {', '.join(t.action for t in resource.transitions) or 'none'}")
        return wanted


def _resolved(rule: Rule, model: Mapping[str, Any], names: Names) -> Rule:
    about, resource = f"rule {rule.id!r} of kind {rule.kind}", names.resource(f"rule {rule.id!r}", rule.entity)
    types, changes = _TYPES.get(rule.kind, {}), {"entity": resource.id}
    for key in _NAMES:
        name = getattr(rule, key)
        if not name or (key == "per" and name == ACCOUNT):
            continue
        leads = getattr(rule, _ELSEWHERE.get(rule.kind, {}).get(key, ""), "")
        holder = names.by_id[names.field(about, resource, leads, key, ("reference",)).references] if leads else resource
        changes[key] = names.field(about, holder, name, key, types.get(key, ())).name
    changes |= {key: tuple(names.field(about, resource, name, key).name for name in getattr(rule, key)) for key in ("attributes", "scope")}
    if rule.action:
        changes["action"] = names.action(about, rule.entity, resource, rule.action)
    changes["actions"] = tuple(names.action(about, rule.entity, resource, name) for name in rule.actions)
    _check_states(about, rule, resource)
    _check_roles(about, rule, model)
    return dataclasses.replace(rule, **changes)


def _check_states(about: str, rule: Rule, resource: Resource) -> None:
    known = next((field.values for field in resource.fields if field.name == resource.state), ()) if resource.state else ()
    for state in (*rule.states, *rule.ignored, *([rule.target] if rule.target else ())):
        if state not in known:
            raise UnknownName(f"{about}: {resource.id} is never {state!r}; its states: {', '.join(known) or 'none'}")


def _check_roles(about: str, rule: Rule, model: Mapping[str, Any]) -> None:
    known = [actor["id"] for actor in model.get("actors") or ()]
    for role in rule.roles:
        if role not in known:
            raise UnknownName(f"{about}: there is no actor {role!r}; known: {', '.join(known)}")


def _resolved_report(report: Report, names: Names) -> Report:
    about, resource = f"report {report.id!r}", names.resource(f"report {report.id!r}", report.entity)
    changes: dict[str, Any] = {"entity": resource.id, "by": tuple(names.field(about, resource, name, "by").name for name in report.by)}
    if report.attribute:
        changes["attribute"] = names.field(about, resource, report.attribute, "attribute", NUMBERS if report.measure != "count" else ()).name
    if report.on:
        changes["on"] = names.field(about, resource, report.on, "on", MOMENTS).name
    if report.measure != "count" and not report.attribute:
        raise UnknownName(f"{about}: a {report.measure} needs an attribute")
    return dataclasses.replace(report, **changes)
