"""The screens of the product and the way through them for each story. Used by UXFlowAgent; the paths are those that the build serves."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.planning.acceptance import state_label
from phases.sandboxed.planning.actions import DUE, operation_of
from phases.sandboxed.planning.asked_screens import DUE_LIST, SIGN_IN, asked_screens, report_id, sign_in_screen
from phases.sandboxed.planning.claims import by_rule
from phases.sandboxed.planning.rule_subjects import deed_of
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.speech import saying, speech_of

HOME = "SCR-HOME"


def screen_id(resource: Resource, kind: str) -> str:
    """Return the id of a resource's screen; `kind` is LIST, DETAIL or FORM."""
    return f"SCR-{resource.path.upper()}-{kind}"


def way(resource: Resource, action: str) -> list[tuple[str, str]]:
    """Return (screen id, what is done there) for an action, from the home screen to its end."""
    say = saying(resource)
    shown, detail, form = (screen_id(resource, kind) for kind in ("LIST", "DETAIL", "FORM"))
    if action == DUE:
        return [(HOME, say("choose what is due")), (DUE_LIST, say("read which {it:many} are due"))]
    start = [(HOME, say("choose {it:many}"))]
    over_lists = {
        "create": [(shown, say("fill in the form for {it:a} and send it")), (detail, say("read the new {it:one}"))],
        "list": [(shown, say("read the {it:many} and turn the page"))],
        "search": [(shown, say("search a word and read the {it:many} found"))],
        "filter": [(shown, say("choose a value and read the {it:many} that have it"))],
        "export": [(shown, say("take the {it:many} as a file"))],
        "report": [(shown, say("read the numbers about the {it:many}"))],
    }
    if action in over_lists:
        return [*start, *over_lists[action]]
    opened = [*start, (shown, say("open {it:a}"))]
    if action == "view":
        return [*opened, (detail, say("read the {it:one}"))]
    if action == "update":
        return [*opened, (detail, say("choose edit")), (form, say("change the fields and send them")), (detail, say("read the new values"))]
    if action == "delete":
        return [*opened, (detail, say("delete the {it:one}")), (shown, say("see that the {it:one} is gone"))]
    done = say("{deed} the {it:one} and read its new {field}", deed=deed_of(resource, action), field=state_label(resource))
    return [*opened, (detail, done)]


def ux_flows(model: DomainModel, stories: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a UXFlows artifact, with claims: every screen of every resource, one flow a story."""
    resources = {resource.id: resource for resource in resources_of(model)}
    flows = [_flow(number, story, resources[story["entity"]], model) for number, story in enumerate(stories["stories"], start=1)]
    visits: dict[str, list[str]] = {}
    for flow in flows:
        for step in flow["steps"]:
            if flow["story"] not in visits.setdefault(step["screen"], []):
                visits[step["screen"]].append(flow["story"])
    screens = [sign_in_screen(model), _home(model, resources), *asked_screens(model, stories)]
    for resource in resources.values():
        screens += [_list(resource), _detail(resource), _form(resource)]
    return {"screens": [{**screen, "stories": visits.get(screen["id"], [])} for screen in screens], "flows": flows}


def _flow(number: int, story: dict[str, Any], resource: Resource, model: DomainModel) -> dict[str, Any]:
    """Return the way of one story: who signs in, where they go, and for a rule that refuses, where they read why."""
    speech = speech_of(model)
    who = speech.person(model.actor(story["actor"]).name)
    steps = [(SIGN_IN, speech.say("sign in as {who:a}", who=who)), *_shown(story, way(resource, operation_of(model, story)))]
    stopped = next((breach(rule, model) for rule in model.rules if rule.id == story.get("rule")), None)
    if stopped is not None:
        steps.append((steps[-1][0], speech.say("read why it is refused when {when}", when=stopped.when)))
    told = [{"screen": screen, "does": does} for screen, does in steps]
    return {"id": f"FLOW-{number:03d}", "story": story["id"], "as": story["actor"], "steps": told, "ends": story["acceptance"][0]["then"]}


def _shown(story: dict[str, Any], steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the steps, the last of them on the screen of the report that the story names."""
    return [*steps[:-1], (report_id(story["report"]), steps[-1][1])] if "report" in story else steps


def _home(model: DomainModel, resources: dict[str, Resource]) -> dict[str, Any]:
    speech = speech_of(model)
    things = [speech.thing(resource) for resource in resources.values()]
    kinds = speech.listed(f"{thing:many}" for thing in things)
    purpose = by_rule(speech.say("The home screen leads to the {kinds}.", kinds=kinds), speech.rule("prd.screen.home"))
    elements = [speech.say("link to {it:many}", it=thing) for thing in things]
    return {"id": HOME, "title": model.title, "path": "/", "entity": "", "purpose": purpose, "elements": elements}


def _inputs(resource: Resource) -> list[str]:
    say, speech = saying(resource), speech_of(resource)
    return [say("form field {field}", field=speech.label(field.label)) for field in resource.inputs]


def _list(resource: Resource) -> dict[str, Any]:
    say, speech = saying(resource), speech_of(resource)
    caption = next((field.label for field in resource.fields if field.name == resource.caption), resource.caption)
    elements = [say("table of {it:many} with {field}", field=speech.label(caption)), say("page links"), *_inputs(resource)]
    return {
        "id": screen_id(resource, "LIST"),
        "title": resource.plural,
        "path": f"/{resource.path}",
        "entity": resource.id,
        "purpose": by_rule(say("A list screen shows all {it:many}, with a form to add another."), speech.rule("prd.screen.list")),
        "elements": elements,
    }


def _detail(resource: Resource) -> dict[str, Any]:
    say, speech = saying(resource), speech_of(resource)
    values = [say("value of {field}", field=speech.label(field.label)) for field in resource.fields]
    buttons = [say("button {step}", step=speech.label(step.label)) for step in resource.transitions]
    return {
        "id": screen_id(resource, "DETAIL"),
        "title": resource.name,
        "path": f"/{resource.path}/{{id}}",
        "entity": resource.id,
        "purpose": by_rule(say("A detail screen shows one {it:one} with all its fields."), speech.rule("prd.screen.detail")),
        "elements": [*values, *buttons, say("link edit"), say("button delete")],
    }


def _form(resource: Resource) -> dict[str, Any]:
    say, speech = saying(resource), speech_of(resource)
    return {
        "id": screen_id(resource, "FORM"),
        "title": say("Edit {it:one}"),
        "path": f"/{resource.path}/{{id}}/edit",
        "entity": resource.id,
        "purpose": by_rule(say("A form screen asks for the fields of one {it:one}."), speech.rule("prd.screen.form")),
        "elements": [*_inputs(resource), say("button save")],
    }
