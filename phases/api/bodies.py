"""What the doors take in, as JSON Schemas: checked here, and shown in the OpenAPI document as they are."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from phases.ideas import BYTES_MAX, KEYS
from phases.schemas.build import Schema, integer, list_of, nullable, number, record
from phases.schemas.validation import validate
from runs.contracts import RESOURCES

PRIORITY_MAX = 1000
AMOUNT_MAX = 1e15


def words(*, most: int, blank: bool = False) -> Schema:
    """Text without NUL, of at most `most` characters; with something to read unless it may be blank."""
    schema: Schema = {"type": "string", "maxLength": most, "pattern": r"^[^\u0000]*$"}
    return schema if blank else {**schema, "minLength": 1}


_IDEA_TEXT = words(most=BYTES_MAX)
_IDEA = record(
    {key: list_of(words(most=BYTES_MAX, blank=True)) if many else words(most=BYTES_MAX, blank=True) for key, many in KEYS.items() if key != "text"},
    text=_IDEA_TEXT,
)
START = record(
    {
        "title": nullable(words(most=200)),
        "budgets": record({name: number(minimum=0, maximum=AMOUNT_MAX) for name in RESOURCES}),
        "until": nullable(words(most=50)),
        "priority": integer(minimum=0, maximum=PRIORITY_MAX),
    },
    idea={"anyOf": [_IDEA_TEXT, _IDEA]},
)
REASON = record({"reason": words(most=500, blank=True)})
WAIVER = record(
    phase=words(most=50),
    violation_type=words(most=100),
    owner=words(most=100),
    expires_at={"type": "string", "format": "date-time", "maxLength": 40},
    compensating_control=words(most=2000),
)


def checked(request: Request, schema: Schema) -> dict[str, Any]:
    """Return the body of a request. Raises InvalidContent, naming the place and what would be right."""
    body = request.data
    validate(schema, body, "the body")
    return dict(body)


def json_body(schema: Schema) -> dict[str, Schema]:
    """Return a schema as the OpenAPI description of a request wants it."""
    return {"application/json": schema}
