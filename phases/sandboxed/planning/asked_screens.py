"""The screens beside those of every record: sign-in, and what the idea asks for (reports, the due list). Used by `screens`."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import attribute_label, subject
from phases.sandboxed.planning.claims import by_rule
from phases.sandboxed.product.asked import DUE_PATH, report_path
from phases.sandboxed.product.resources import Resource, resources_of, slug
from phases.sandboxed.speech import saying, speech_of

SIGN_IN, DUE_LIST = "SCR-SIGN-IN", "SCR-DUE"
_API = "/api"


def report_id(report: str) -> str:
    """Return the id of a report's screen."""
    return f"SCR-{slug(report).upper()}"


def sign_in_screen(model: DomainModel) -> dict[str, Any]:
    """Return the screen that stands before all others."""
    speech = speech_of(model)
    who = speech.people([actor.name for actor in model.actors], "or")
    purpose = by_rule(
        speech.say("{title} asks for name and password of every {who:one}.", title=model.title, who=who), speech.rule("prd.screen.sign_in")
    )
    elements = [speech.say("form field name"), speech.say("form field password"), speech.say("button sign in")]
    return {"id": SIGN_IN, "title": speech.say("Sign in"), "path": "/sign-in", "entity": "", "purpose": purpose, "elements": elements}


def asked_screens(model: DomainModel, stories: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the due list, if anything is ever due, and a screen each report that has a story."""
    resources = dict(zip((entity.id for entity in model.entities), resources_of(model), strict=True))
    told = {story.get("report") for story in stories["stories"]}
    reports = [_report(report, resources[report.entity], model) for report in model.reports if report.id in told]
    return [*([_due(model)] if any(rule.kind == "reminder" for rule in model.rules) else []), *reports]


def _due(model: DomainModel) -> dict[str, Any]:
    speech = speech_of(model)
    found = [_reminded(rule, model) for rule in model.rules if rule.kind == "reminder"]
    purpose = by_rule(speech.say("The due list shows {what}.", what=speech.listed(found)), speech.rule("prd.screen.due"))
    path, elements = DUE_PATH.removeprefix(_API), [speech.say("list of {what}", what=what) for what in found]
    return {"id": DUE_LIST, "title": speech.say("Due"), "path": path, "entity": "", "purpose": purpose, "elements": elements}


def _reminded(rule: Rule, model: DomainModel) -> str:
    """Return what a reminder brings into the due list, from when on, and for whom."""
    of = subject(rule, model)
    if not rule.minutes:
        return of.say("{it:many} from at its {field}, for {roles:one}", field=of.label(rule.attribute))
    span = of.speech.span(rule.minutes)
    return of.say("{it:many} from {span} before its {field}, for {roles:one}", span=span, field=of.label(rule.attribute))


def _report(report: Any, resource: Resource, model: DomainModel) -> dict[str, Any]:
    entity, speech, say = model.entity(report.entity), speech_of(model), saying(resource)
    groups = [attribute_label(entity, name, speech) for name in report.by] + ([speech.say(report.period)] if report.period else [])
    field = attribute_label(entity, report.attribute, speech) if report.attribute else ""
    figure = {
        "count": say("count of {field}", field=field) if field else say("number of {it:many}"),
        "sum": say("sum of {field}", field=field),
        "average": say("average of {field}", field=field),
    }[report.measure]
    by = say(" by {groups}", groups=speech.listed(groups)) if groups else ""
    return {
        "id": report_id(report.id),
        "title": f"{resource.plural}: {report.text.strip().rstrip('.')}",
        "path": report_path(resource, report.id).removeprefix(_API),
        "entity": resource.id,
        "purpose": by_rule(say("A report shows the {figure}{by}, and the total.", figure=figure, by=by), speech.rule("prd.screen.report")),
        "elements": [*(say("column {what}", what=what) for what in (*groups, figure)), say("row total")],
    }
