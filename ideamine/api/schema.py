"""The OpenAPI description: what every operation can refuse, in the one shape of errors."""

from __future__ import annotations

from typing import Any

_ERROR = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "description": "The condition, for programs."},
        "message": {"type": "string", "description": "What is wrong and what would be right, for people."},
        "field": {"type": "string", "description": "The parameter, or the place in the body (JSON pointer), that is to blame."},
    },
    "required": ["code", "message"],
    "additionalProperties": False,
}
_ALWAYS = {"400": "The request is wrong.", "401": "No valid token or session.", "403": "Not allowed.", "406": "No such form of answer."}
_NOT_FOUND = {"404": "There is no such thing, or it is not yours to see."}
_OF_ACTS = {
    "409": "This cannot follow the present state.",
    "413": "The body has more than 1 MiB.",
    "415": "The body is no JSON.",
    "422": "The configuration of this installation cannot be used.",
}


def describe_refusals(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the error answers to every operation; called by drf-spectacular with the finished document."""
    result["components"].setdefault("schemas", {})["Error"] = _ERROR
    for path, operations in result["paths"].items():
        for method, operation in operations.items():
            refusals = {**_ALWAYS, **(_NOT_FOUND if "{" in path else {}), **(_OF_ACTS if method == "post" else {})}
            for status, description in refusals.items():
                operation["responses"].setdefault(status, _refusal(description))
    return result


def allow_null_in_any_value(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Any JSON value may be null already: "exactly one of any value and null" would forbid null; called by drf-spectacular."""
    return _simpler(result)


def _simpler(node: Any) -> Any:
    if isinstance(node, list):
        return [_simpler(entry) for entry in node]
    if not isinstance(node, dict):
        return node
    if node.get("oneOf") == [{}, {"type": "null"}]:
        node = {key: value for key, value in node.items() if key != "oneOf"}
    return {key: _simpler(value) for key, value in node.items()}


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}}
