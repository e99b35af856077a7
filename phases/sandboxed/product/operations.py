"""The operations of one resource and the schemas that they speak, as parts of an OpenAPI document."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.product.resources import Field, Resource, Transition

MAX_ID = 2**63 - 1
MAX_INTEGER = 2**53 - 1  # the largest integer that every JSON reader keeps exactly
MAX_NUMBER = 1e15
MAX_TEXT = 2000
MAX_PAGE = 100
DEFAULT_PAGE = 20
# no NUL anywhere, and at least one character that is not white space where a text is required; white space is spelled
# out, because regular expression engines differ in what else they count
ANY_TEXT = "^[^\\u0000]*$"
SOME_TEXT = "^[^\\u0000]*[^ \\t\\r\\n\\u0000][^\\u0000]*$"

PROBLEM = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "message": {"type": "string"}},
                "required": ["pointer", "message"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
    "additionalProperties": False,
}
SCHEMAS: dict[str, Any] = {"Problem": PROBLEM}
PROBLEMS = {
    400: "The request is malformed: unknown or invalid query parameter, or a body that is no JSON.",
    401: "There is no valid token with the request.",
    403: "The account may not do this.",
    404: "There is no such row.",
    409: "The request does not fit the present data.",
    413: "The body is larger than the service accepts.",
    415: "The body is not application/json.",
    422: "The body is JSON, but not what this operation accepts.",
    429: "There were too many attempts; Retry-After says how many seconds to wait.",
}


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def answer(description: str, schema: dict[str, Any] | None = None, *, media_type: str = "application/json") -> dict[str, Any]:
    """Return one documented response."""
    body: dict[str, Any] = {"description": description}
    if schema is not None:
        body["content"] = {media_type: {"schema": schema}}
    return body


def problems(*statuses: int) -> dict[str, Any]:
    """Return the documented problem responses for these statuses, in their order."""
    return {str(status): answer(PROBLEMS[status], reference("Problem"), media_type="application/problem+json") for status in sorted(statuses)}


def secured(responses: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation that needs a token: those given, and what meets whoever has none or may not do this."""
    return dict(sorted({**responses, **problems(401, 403)}.items()))


HEALTH_PATH: dict[str, Any] = {
    "get": {
        "operationId": "getHealth",
        "summary": "Tell whether the service is alive",
        "security": [],
        "responses": {
            "200": answer(
                "The service is alive.",
                {"type": "object", "properties": {"status": {"const": "ok"}}, "required": ["status"], "additionalProperties": False},
            ),
            **problems(400),
        },
    }
}


def camel(id: str) -> str:
    """Return a snake_case or hyphenated id in PascalCase, as schema and operation names are written."""
    return "".join(part[:1].upper() + part[1:] for part in id.replace("-", "_").split("_"))


def field_schema(field: Field) -> dict[str, Any]:
    """Return the JSON Schema of a field's value."""
    schema: dict[str, Any]
    if field.type == "text":
        schema = {"type": "string", "maxLength": MAX_TEXT, "pattern": SOME_TEXT if field.required else ANY_TEXT}
        if field.required:
            schema["minLength"] = 1
    elif field.type == "integer":
        schema = {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER}
    elif field.type == "number":
        schema = {"type": "number", "minimum": -MAX_NUMBER, "maximum": MAX_NUMBER}
    elif field.type == "boolean":
        schema = {"type": "boolean"}
    elif field.type == "date":
        schema = {"type": "string", "format": "date"}
    elif field.type == "datetime":
        schema = {"type": "string", "format": "date-time"}
    elif field.type == "reference":
        schema = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
    else:
        schema = {"type": "string", "enum": list(field.values)}
    return schema


def property_schema(field: Field) -> dict[str, Any]:
    """Return a field's schema as property of a body: optional fields may be null."""
    schema = field_schema(field)
    if not field.required:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    described = field.label + (f" in {field.unit}" if field.unit else "")
    return {**schema, "description": described + (f", the id of a {field.references}" if field.references else "")}


def schemas_of(resource: Resource) -> dict[str, Any]:
    """Return the component schemas of a resource: its row, its input and its list."""
    name = camel(resource.id)
    row = {"id": {"type": "integer", "minimum": 1}, **{field.name: property_schema(field) for field in resource.fields}}
    count = {"type": "integer", "minimum": 0}
    return {
        name: {"type": "object", "description": resource.description, "properties": row, "required": list(row), "additionalProperties": False},
        f"{name}Input": {
            "type": "object",
            "description": f"What a client says about a {resource.name}.",
            "properties": {field.name: property_schema(field) for field in resource.inputs},
            "required": [field.name for field in resource.inputs if field.required],
            "additionalProperties": False,
        },
        f"{name}List": {
            "type": "object",
            "description": f"One page of {resource.plural}.",
            "properties": {"items": {"type": "array", "items": reference(name)}, "total": count, "limit": count, "offset": count},
            "required": ["items", "total", "limit", "offset"],
            "additionalProperties": False,
        },
    }


def operations_of(resource: Resource) -> dict[str, Any]:
    """Return the paths of a resource with all their operations."""
    base = f"/api/{resource.path}"
    return {
        base: {"get": _list(resource), "post": _create(resource)},
        f"{base}/{{id}}": {"parameters": [ID_PARAMETER], "get": _read(resource), "put": _update(resource), "delete": _delete(resource)},
        **{
            f"{base}/{{id}}/{transition.action}": {"parameters": [ID_PARAMETER], "post": _transition(resource, transition)}
            for transition in resource.transitions
        },
    }


ID_PARAMETER = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1, "maximum": MAX_ID}}


def page_parameters() -> list[dict[str, Any]]:
    """Return the parameters by which lists are paged."""
    return [
        {
            "name": "limit",
            "in": "query",
            "description": "How many rows at most",
            "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": DEFAULT_PAGE},
        },
        {
            "name": "offset",
            "in": "query",
            "description": "How many rows to skip",
            "schema": {"type": "integer", "minimum": 0, "maximum": MAX_ID, "default": 0},
        },
    ]


def _operation(resource: Resource, id: str, summary: str, responses: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operationId": id, "summary": summary, "tags": [resource.plural], **more, "responses": secured(responses)}


def _list(resource: Resource) -> dict[str, Any]:
    name = camel(resource.id)
    filters = [
        {"name": field.name, "in": "query", "description": f"Only those whose {field.label.lower()} is this", "schema": field_schema(field)}
        for field in resource.filters
    ]
    responses = {"200": answer(f"One page of {resource.plural}.", reference(f"{name}List")), **problems(400)}
    return _operation(resource, f"list{camel(resource.path)}", f"List {resource.plural}", responses, parameters=[*page_parameters(), *filters])


def _body(resource: Resource) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": reference(f"{camel(resource.id)}Input")}}}


def _create(resource: Resource) -> dict[str, Any]:
    name = camel(resource.id)
    created = answer(f"The new {resource.name}.", reference(name))
    created["headers"] = {"Location": {"description": "Where the new row is", "required": True, "schema": {"type": "string"}}}
    operations = [f"get{name}", f"update{name}", f"delete{name}", *(camel_action(resource, transition) for transition in resource.transitions)]
    created["links"] = {id: {"operationId": id, "parameters": {"id": "$response.body#/id"}} for id in operations}
    return _operation(
        resource, f"create{name}", f"Add a {resource.name}", {"201": created, **problems(400, 409, 413, 415, 422)}, requestBody=_body(resource)
    )


def _read(resource: Resource) -> dict[str, Any]:
    name = camel(resource.id)
    return _operation(
        resource, f"get{name}", f"Read a {resource.name}", {"200": answer(f"The {resource.name}.", reference(name)), **problems(400, 404)}
    )


def _update(resource: Resource) -> dict[str, Any]:
    name = camel(resource.id)
    responses = {"200": answer(f"The changed {resource.name}.", reference(name)), **problems(400, 404, 409, 413, 415, 422)}
    return _operation(resource, f"update{name}", f"Replace a {resource.name}", responses, requestBody=_body(resource))


def _delete(resource: Resource) -> dict[str, Any]:
    responses = {"204": answer(f"The {resource.name} is gone."), **problems(400, 404, 409)}
    return _operation(resource, f"delete{camel(resource.id)}", f"Delete a {resource.name}", responses)


def camel_action(resource: Resource, transition: Transition) -> str:
    """Return the operation id of a transition, such as `completeTodo`."""
    action = camel(transition.action)
    return action[:1].lower() + action[1:] + camel(resource.id)


def _transition(resource: Resource, transition: Transition) -> dict[str, Any]:
    moves = ", ".join(f"{source} to {target}" for source, target in transition.moves)
    responses = {"200": answer(f"The changed {resource.name}.", reference(camel(resource.id))), **problems(400, 404, 409)}
    return _operation(resource, camel_action(resource, transition), f"{transition.label}: {resource.name} from {moves}", responses)
