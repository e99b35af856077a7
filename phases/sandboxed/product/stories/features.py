"""What has to be added to the product for a story: one feature module, and the operations that it adds to the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product import templates
from phases.sandboxed.product.asked import DUE_PATH, due_operation
from phases.sandboxed.product.operations import ANY_TEXT, answer, camel, page_parameters, problems, reference, secured
from phases.sandboxed.product.querying import OF_MAKER, columns, sql_literal
from phases.sandboxed.product.resources import Field, Resource, resources_of
from phases.sandboxed.product.rules import UnknownName, reports_of, rule_of
from phases.sandboxed.product.stories.report_features import report_module, report_paths, report_source
from phases.sandboxed.product.stories.rule_features import rule_module, rule_source

KEPT = frozenset({"create", "list", "view", "update", "delete"})
MAX_QUERY = 200
_GROUPED = ("enum", "boolean", "reference")


@dataclass(frozen=True, kw_only=True)
class Feature:
    """A feature module: its name in `app/features`, its source, and the paths that it adds to the OpenAPI document.

    `shared` are modules that it needs beside it and that others may need too: name → source.
    """

    module: str
    source: str
    paths: Mapping[str, Any] = field(default_factory=dict)
    shared: Mapping[str, str] = field(default_factory=dict)


class NotPossible(ValueError):
    """The product has no way to do what this story asks."""


def feature_for_story(model: Any, resource: Resource, story: Mapping[str, Any]) -> Feature | None:
    """Return the feature that a story needs, a rule's or a report's module too; None when the product does it already. Raises NotPossible."""
    try:
        if story["action"] == "rule":
            return _rule(model, rule_of(model, story["rule"]), story["id"])
        if "report" in story:
            report = next(report for report in reports_of(model) if report.id == story["report"])
            return Feature(module=report_module(report), source=report_source(resource, report, story["id"]), paths=report_paths(resource, report))
    except (UnknownName, KeyError, StopIteration) as error:
        raise NotPossible(f"{story['id']}: {error}") from error
    return feature_for(resource, story["action"], story["id"])


def _rule(model: Any, rule: Rule, story_id: str) -> Feature | None:
    source = rule_source(model, rule, story_id)
    if source is None:
        return None
    if rule.kind != "reminder":
        return Feature(module=rule_module(rule), source=source)
    return Feature(module=rule_module(rule), source=source, paths={DUE_PATH: due_operation()}, shared={"due": templates.text("features/due.py")})


def story_paths(model: Any, stories: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return every path that the features of stories add to the contract; a story that is not possible adds none."""
    resources, found = {resource.id: resource for resource in resources_of(model)}, {}
    for story in stories:
        try:
            feature = feature_for_story(model, resources[story["entity"]], story) if story["entity"] in resources else None
        except NotPossible:
            continue
        found.update(feature.paths if feature else {})
    return found


def feature_for(resource: Resource, action: str, story_id: str) -> Feature | None:
    """Return the feature that a story needs, None when the product as built does it already. Raises NotPossible."""
    if action in KEPT:
        return None
    if action == "filter" and not resource.filters:
        action = "search"
    if action in _MAKERS:
        return _MAKERS[action](resource, story_id)
    if action in (transition.action for transition in resource.transitions):
        return _step(resource, action, story_id)
    raise NotPossible(
        f"{story_id}: {action!r} is no operation of {resource.id}; known are {', '.join(sorted({*KEPT, *_MAKERS}))} and its transitions"
    )


def searchable(resource: Resource) -> tuple[Field, ...]:
    """Return the fields in which a search looks: the texts, or whatever can be written when there are none."""
    texts = tuple(field for field in resource.fields if field.type == "text")
    return texts or tuple(field for field in resource.fields if field.type not in ("boolean", "reference"))


def grouped(resource: Resource) -> tuple[Field, ...]:
    """Return the fields by which a report counts: those of few values, or what rows are called by when there are none."""
    few = tuple(field for field in resource.fields if field.type in _GROUPED)
    return few or tuple(field for field in resource.fields if field.name == resource.caption) or resource.fields[:1]


def _gaps(resource: Resource, story_id: str) -> dict[str, str]:
    return {"story": story_id, "id": resource.id, "path": resource.path, "plural_lower": _plain(resource.plural), "name_lower": _plain(resource.name)}


def _plain(text: str) -> str:
    """Return a text that may stand in a docstring."""
    return text.lower().replace("\\", "/").replace('"', "'")


def _operation(resource: Resource, id: str, summary: str, good: dict[str, Any], parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    more = {"parameters": parameters} if parameters else {}
    responses = secured({"200": good, **problems(400)})
    return {"get": {"operationId": id, "summary": summary, "tags": [resource.plural], **more, "responses": responses}}


def _search(resource: Resource, story_id: str) -> Feature:
    places = searchable(resource)
    if not places:
        raise NotPossible(f"{story_id}: {resource.id} has no field that could be searched")
    where = " OR ".join(f"CAST(\"{field.name}\" AS TEXT) LIKE :pattern ESCAPE '\\'" for field in places)
    where = f"({where}) AND {OF_MAKER}"
    table = f'"{resource.id}"'
    find = f'SELECT {columns(resource)} FROM {table} WHERE {where} ORDER BY "id" LIMIT :limit OFFSET :offset'
    source = templates.fill(
        "features/search.py", **_gaps(resource, story_id), find=sql_literal(find), count=sql_literal(f"SELECT COUNT(*) FROM {table} WHERE {where}")
    )
    text = {
        "name": "q",
        "in": "query",
        "required": True,
        "description": "What to look for",
        "schema": {"type": "string", "minLength": 1, "maxLength": MAX_QUERY, "pattern": ANY_TEXT},
    }
    good = answer(f"The {resource.plural} that contain the text.", reference(f"{camel(resource.id)}List"))
    path = _operation(resource, f"search{camel(resource.path)}", f"Search {resource.plural}", good, [text, *page_parameters()])
    return Feature(module=f"search_{resource.id}", source=source, paths={f"/api/{resource.path}/search": path})


def _filter(resource: Resource, story_id: str) -> Feature:
    return Feature(module=f"filter_{resource.id}", source=templates.fill("features/filter.py", **_gaps(resource, story_id)))


def _export(resource: Resource, story_id: str) -> Feature:
    every = f'SELECT {columns(resource)} FROM "{resource.id}" WHERE {OF_MAKER} ORDER BY "id"'
    source = templates.fill("features/export.py", **_gaps(resource, story_id), all=sql_literal(every))
    good = answer(f"All {resource.plural}, one a line.", {"type": "string"}, media_type="text/csv")
    path = _operation(resource, f"export{camel(resource.path)}", f"Export {resource.plural} as CSV", good)
    return Feature(module=f"export_{resource.id}", source=source, paths={f"/api/{resource.path}/export": path})


def _report(resource: Resource, story_id: str) -> Feature:
    seen = f'FROM "{resource.id}" WHERE {OF_MAKER}'
    groups = {
        field.name: f'SELECT "{field.name}" AS "value", COUNT(*) AS "count" {seen} GROUP BY "{field.name}" ORDER BY "{field.name}"'
        for field in grouped(resource)
    }
    numbers = {
        field.name: f'SELECT SUM("{field.name}") AS "sum", MIN("{field.name}") AS "lowest", MAX("{field.name}") AS "highest" {seen}'
        for field in resource.fields
        if field.type == "number"
    }
    source = templates.fill(
        "features/report.py",
        **_gaps(resource, story_id),
        total=sql_literal(f"SELECT COUNT(*) {seen}"),
        groups=_entries(groups),
        numbers=_entries(numbers),
    )
    path = _operation(resource, f"report{camel(resource.path)}", f"Report on {resource.plural}", answer("The report.", _report_schema()))
    return Feature(module=f"report_{resource.id}", source=source, paths={f"/api/{resource.path}/report": path})


def _entries(statements_by_name: Mapping[str, str]) -> str:
    return "".join(f'    "{name}": {sql_literal(statement)},\n' for name, statement in statements_by_name.items())


def _report_schema() -> dict[str, Any]:
    count, figure = {"type": "integer", "minimum": 0}, {"type": ["number", "null"]}
    value = _closed(value={"type": ["string", "number", "boolean", "null"]}, count=count)
    return _closed(
        total=count,
        groups={"type": "array", "items": _closed(field={"type": "string"}, values={"type": "array", "items": value})},
        numbers={"type": "array", "items": _closed(field={"type": "string"}, sum=figure, lowest=figure, highest=figure)},
    )


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _step(resource: Resource, action: str, story_id: str) -> Feature:
    label = next(transition.label for transition in resource.transitions if transition.action == action)
    source = templates.fill("features/step.py", **_gaps(resource, story_id), action=action, label_lower=_plain(label))
    return Feature(module=f"{action.replace('-', '_')}_{resource.id}", source=source)


_MAKERS: dict[str, Callable[[Resource, str], Feature]] = {"search": _search, "filter": _filter, "export": _export, "report": _report}


def features_index(modules: list[str]) -> str:
    """Return the source of `app/features/__init__.py` that lists these modules."""
    head = '"""What the service does beyond keeping rows: one module a feature, listed here."""\n\n'
    if not modules:
        return head + "FEATURES: tuple = ()\n"
    listed = "".join(f"    {module}.FEATURE,\n" for module in sorted(modules))
    names = "".join(f"    {module},\n" for module in sorted(modules))
    return f"{head}from app.features import (\n{names})\n\nFEATURES: tuple = (\n{listed})\n"
