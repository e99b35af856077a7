"""What the product offers because the idea asks for it: figures (`reports`), files (`exports`) and the list of what is due.

Their paths and their part of the contract, which the architecture publishes and the features keep.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import Report
from phases.sandboxed.product.operations import answer, camel, field_schema, problems, secured
from phases.sandboxed.product.resources import Resource, slug

DUE_PATH = "/api/due"


def report_path(resource: Resource, report_id: str) -> str:
    """Return the path of a report's figures; the page is the same without `/api`."""
    return f"/api/{resource.path}/report/{slug(report_id)}"


def report_operation(resource: Resource, report: Report) -> dict[str, Any]:
    """Return the path item of a report: its total, and its figure by group and period."""
    fields = {field.name: field for field in resource.fields}
    by = {name: _or_null(field_schema(fields[name])) for name in report.by}
    figure = {"type": ["number", "null"]}
    group: dict[str, Any] = {"by": _closed(**by), "period": {"type": ["string", "null"]}, "value": figure}
    schema = _closed(
        measure={"const": report.measure}, attribute={"type": ["string", "null"]}, total=figure, groups={"type": "array", "items": _closed(**group)}
    )
    return {
        "get": {
            "operationId": f"get{camel(slug(report.id))}",
            "summary": report.text,
            "tags": [resource.plural],
            "responses": secured({"200": answer("The figures.", schema), **problems(400)}),
        }
    }


def due_operation() -> dict[str, Any]:
    """Return the path item of the list of what is due: what it is about, when, and by which rule."""
    item = _closed(
        rule={"type": "string"},
        resource={"type": "string"},
        id={"type": "integer", "minimum": 1},
        title={"type": "string"},
        due_at={"type": "string"},
        overdue={"type": "boolean"},
    )
    schema = _closed(items={"type": "array", "items": item}, total={"type": "integer", "minimum": 0})
    responses = secured({"200": answer("What is due, the earliest first.", schema), **problems(400)})
    return {"get": {"operationId": "listDue", "summary": "List what is due", "responses": responses}}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [schema["type"], "null"]
    return {**schema, "type": kinds, **({"enum": [*schema["enum"], None]} if "enum" in schema else {})}


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}
