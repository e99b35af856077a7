"""What an idea demands beyond operations on kept things: a story for each rule, report and export. Used by `planning.stories`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.acceptance import Criterion, criteria
from phases.sandboxed.planning.actions import RULE
from phases.sandboxed.planning.claims import Claim, Given, by_rule
from phases.sandboxed.planning.report_acceptance import report_criteria
from phases.sandboxed.planning.rule_acceptance import rule_cases
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.rules import exports_of, reports_of, rules_of
from phases.sandboxed.speech import saying, speech_of


@dataclass(frozen=True, kw_only=True)
class Demand:
    """A rule, a report or an export of the idea as a story needs it; `names` are the story's own keys (`rule`, `report`)."""

    resource: Resource
    action: str
    actor: str
    wish: Claim
    benefit: Claim
    criteria: tuple[Criterion, ...]
    names: Mapping[str, str] = field(default_factory=dict)


def demands(model: DomainModel, source: Given, told: set[tuple[str, str]]) -> list[Demand]:
    """Return what the idea demands, in the model's order: rules, reports, exports. `told` are (resource, operation) with a story already."""
    return [*_rules(model, source), *_reports(model, source), *_exports(model, source, told)]


def _rules(model: DomainModel, source: Given) -> Iterator[Demand]:
    resources, places, speech = _resources(model), _places(source, "rules"), speech_of(model)
    for rule in rules_of(model):
        resource = resources[rule.entity]
        yield Demand(
            resource=resource,
            action=RULE,
            names={"rule": rule.id},
            actor=rule.roles[0] if rule.roles else _actor(model, resource),
            wish=source.claim(speech.say("to rely on this: {text}", text=rule.text), f"/rules/{places[rule.id]}/text"),
            benefit=by_rule(saying(resource)("nobody has to watch over the {it:many}"), speech.rule("prd.benefit.rule")),
            criteria=tuple((case.given, case.when, case.then) for case in rule_cases(model, rule)),
        )


def _reports(model: DomainModel, source: Given) -> Iterator[Demand]:
    resources, places, speech = _resources(model), _places(source, "reports"), speech_of(model)
    for report in reports_of(model):
        resource = resources[report.entity]
        yield Demand(
            resource=resource,
            action="report",
            names={"report": report.id},
            actor=_actor(model, resource),
            wish=source.claim(speech.say("to see these figures: {text}", text=report.text), f"/reports/{places[report.id]}/text"),
            benefit=by_rule(saying(resource)("the figures about {it:many} are there whenever they are wanted"), speech.rule("prd.benefit.figures")),
            criteria=tuple(report_criteria(resource, report)),
        )


def _exports(model: DomainModel, source: Given, told: set[tuple[str, str]]) -> Iterator[Demand]:
    resources, places, speech = _resources(model), _places(source, "exports"), speech_of(model)
    for export in exports_of(model):
        resource = resources[export.entity]
        if (resource.id, "export") in told:
            continue
        yield Demand(
            resource=resource,
            action="export",
            actor=_actor(model, resource),
            wish=source.claim(saying(resource)("to export {it:many}: {text}", text=export.text), f"/exports/{places[export.id]}/text"),
            benefit=by_rule(saying(resource)("the {it:many} can be used outside the product"), speech.rule("prd.benefit.export")),
            criteria=tuple(criteria(resource, "export")),
        )


def _resources(model: DomainModel) -> dict[str, Resource]:
    return {resource.id: resource for resource in resources_of(model)}


def _places(source: Given, key: str) -> dict[str, int]:
    """Return the index of each entry by its id."""
    return {entry["id"]: index for index, entry in enumerate(source.content.get(key, ()))}


def _actor(model: DomainModel, resource: Resource) -> str:
    """Return who does something with the thing in the idea's own words first, else the first actor."""
    entity = next(entity.id for entity, found in zip(model.entities, resources_of(model), strict=True) if found.id == resource.id)
    return next((action.actor for action in model.actions if action.entity == entity), model.actors[0].id)
