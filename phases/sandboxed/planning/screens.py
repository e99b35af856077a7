"""The screens of the product and the way through them for each story. Used by UXFlowAgent; the paths are those that the build serves."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.actions import DUE, operation_of
from phases.sandboxed.planning.claims import by_rule
from phases.sandboxed.planning.wording import listed, lower, with_article
from phases.sandboxed.product.resources import Resource, resources_of

HOME = "SCR-HOME"


def screen_id(resource: Resource, kind: str) -> str:
    """Return the id of a resource's screen; `kind` is LIST, DETAIL or FORM."""
    return f"SCR-{resource.path.upper()}-{kind}"


def way(resource: Resource, action: str) -> list[tuple[str, str]]:
    """Return (screen id, what is done there) for an action, from the home screen to its end."""
    one, a, many = lower(resource.name), with_article(resource.name), lower(resource.plural)
    shown, detail, form = (screen_id(resource, kind) for kind in ("LIST", "DETAIL", "FORM"))
    if action == DUE:
        return [(HOME, f"read which {many} are due")]
    start = [(HOME, f"choose {many}")]
    over_lists = {
        "create": [(shown, f"fill in the form for {a} and send it"), (detail, f"read the new {one}")],
        "list": [(shown, f"read the {many} and turn the page")],
        "search": [(shown, f"search a word and read the {many} found")],
        "filter": [(shown, f"choose a value and read the {many} that have it")],
        "export": [(shown, f"take the {many} as a file")],
        "report": [(shown, f"read the numbers about the {many}")],
    }
    if action in over_lists:
        return [*start, *over_lists[action]]
    opened = [*start, (shown, f"open {a}")]
    if action == "view":
        return [*opened, (detail, f"read the {one}")]
    if action == "update":
        return [*opened, (detail, "choose edit"), (form, "change the fields and send them"), (detail, "read the new values")]
    if action == "delete":
        return [*opened, (detail, f"delete the {one}"), (shown, f"see that the {one} is gone")]
    return [*opened, (detail, f"{action.replace('-', ' ')} the {one} and read its new {lower(resource.state.replace('_', ' '))}")]


def ux_flows(model: DomainModel, stories: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a UXFlows artifact, with claims: every screen of every resource, one flow a story."""
    resources = {resource.id: resource for resource in resources_of(model)}
    flows = [_flow(number, story, resources[story["entity"]], operation_of(model, story)) for number, story in enumerate(stories["stories"], start=1)]
    visits: dict[str, list[str]] = {}
    for flow in flows:
        for step in flow["steps"]:
            if flow["story"] not in visits.setdefault(step["screen"], []):
                visits[step["screen"]].append(flow["story"])
    screens = [_home(model, resources)]
    for resource in resources.values():
        screens += [_list(resource), _detail(resource), _form(resource)]
    return {"screens": [{**screen, "stories": visits.get(screen["id"], [])} for screen in screens], "flows": flows}


def _flow(number: int, story: dict[str, Any], resource: Resource, operation: str) -> dict[str, Any]:
    steps = [{"screen": screen, "does": does} for screen, does in way(resource, operation)]
    return {"id": f"FLOW-{number:03d}", "story": story["id"], "steps": steps, "ends": story["acceptance"][0]["then"]}


def _home(model: DomainModel, resources: dict[str, Resource]) -> dict[str, Any]:
    plurals = [lower(resource.plural) for resource in resources.values()]
    purpose = by_rule(f"The home screen leads to the {listed(plurals)}.", "prd.screen.home")
    return {"id": HOME, "title": model.title, "path": "/", "entity": "", "purpose": purpose, "elements": [f"link to {many}" for many in plurals]}


def _list(resource: Resource) -> dict[str, Any]:
    many = lower(resource.plural)
    elements = [
        f"table of {many} with {lower(resource.caption.replace('_', ' '))}",
        "page links",
        *(f"form field {lower(field.label)}" for field in resource.inputs),
    ]
    return {
        "id": screen_id(resource, "LIST"),
        "title": resource.plural,
        "path": f"/{resource.path}",
        "entity": resource.id,
        "purpose": by_rule(f"A list screen shows all {many}, with a form to add another.", "prd.screen.list"),
        "elements": elements,
    }


def _detail(resource: Resource) -> dict[str, Any]:
    one = lower(resource.name)
    elements = [*(f"value of {lower(field.label)}" for field in resource.fields), *(f"button {lower(step.label)}" for step in resource.transitions)]
    return {
        "id": screen_id(resource, "DETAIL"),
        "title": resource.name,
        "path": f"/{resource.path}/{{id}}",
        "entity": resource.id,
        "purpose": by_rule(f"A detail screen shows one {one} with all its fields.", "prd.screen.detail"),
        "elements": [*elements, "link edit", "button delete"],
    }


def _form(resource: Resource) -> dict[str, Any]:
    one = lower(resource.name)
    return {
        "id": screen_id(resource, "FORM"),
        "title": f"Edit {one}",
        "path": f"/{resource.path}/{{id}}/edit",
        "entity": resource.id,
        "purpose": by_rule(f"A form screen asks for the fields of one {one}.", "prd.screen.form"),
        "elements": [*(f"form field {lower(field.label)}" for field in resource.inputs), "button save"],
    }
