"""The screens beside those of every record: sign-in, and what the idea asks for (reports, the due list). Used by `screens`."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import attribute_label, roles_of, span
from phases.sandboxed.planning.claims import by_rule
from phases.sandboxed.planning.wording import listed, lower
from phases.sandboxed.product.asked import DUE_PATH, report_path
from phases.sandboxed.product.resources import Resource, resources_of, slug

SIGN_IN, DUE_LIST = "SCR-SIGN-IN", "SCR-DUE"
_API = "/api"


def report_id(report: str) -> str:
    """Return the id of a report's screen."""
    return f"SCR-{slug(report).upper()}"


def sign_in_screen(model: DomainModel) -> dict[str, Any]:
    """Return the screen that stands before all others."""
    who = listed(lower(actor.name) for actor in model.actors)
    purpose = by_rule(f"{model.title} asks for name and password of every {who.replace(' and ', ' or ')}.", "prd.screen.sign_in")
    elements = ["form field name", "form field password", "button sign in"]
    return {"id": SIGN_IN, "title": "Sign in", "path": "/sign-in", "entity": "", "purpose": purpose, "elements": elements}


def asked_screens(model: DomainModel, stories: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the due list, if anything is ever due, and a screen each report that has a story."""
    resources = dict(zip((entity.id for entity in model.entities), resources_of(model), strict=True))
    told = {story.get("report") for story in stories["stories"]}
    reports = [_report(report, resources[report.entity], model) for report in model.reports if report.id in told]
    return [*([_due(model)] if any(rule.kind == "reminder" for rule in model.rules) else []), *reports]


def _due(model: DomainModel) -> dict[str, Any]:
    found = []
    for rule in model.rules:
        if rule.kind == "reminder":
            entity = model.entity(rule.entity)
            ahead = f"{span(rule.minutes)} before its" if rule.minutes else "at its"
            label = attribute_label(entity, rule.attribute)
            found.append(f"{lower(entity.plural)} from {ahead} {label}, for {roles_of(rule, model)}")
    purpose = by_rule(f"The due list shows {listed(found)}.", "prd.screen.due")
    path = DUE_PATH.removeprefix(_API)
    return {"id": DUE_LIST, "title": "Due", "path": path, "entity": "", "purpose": purpose, "elements": [f"list of {entry}" for entry in found]}


def _report(report: Any, resource: Resource, model: DomainModel) -> dict[str, Any]:
    entity = model.entity(report.entity)
    groups = [attribute_label(entity, name) for name in report.by] + ([report.period] if report.period else [])
    figure = f"{report.measure} of {attribute_label(entity, report.attribute)}" if report.attribute else f"number of {lower(entity.plural)}"
    by = f" by {listed(groups)}" if groups else ""
    return {
        "id": report_id(report.id),
        "title": f"{resource.plural}: {report.text.strip().rstrip('.')}",
        "path": report_path(resource, report.id).removeprefix(_API),
        "entity": resource.id,
        "purpose": by_rule(f"A report shows the {figure}{by}, and the total.", "prd.screen.report"),
        "elements": [*(f"column {group}" for group in groups), f"column {figure}", "row total"],
    }
