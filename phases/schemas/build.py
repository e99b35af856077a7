"""Small words to write JSON Schemas (draft 2020-12) with: closed objects, claims, volatile fields.

`x-claim: true` marks a string that asserts something about the world: the clarify stage asks for its source.
`x-volatile: true` marks what differs between equal runs (times, ports, loads): content digests leave it out.
`x-ref: true` marks a reference to another artifact ({"type", "hash"}…): content digests put the referent's digest there.
`x-sealed: [ids]` marks a whole type as sealed: the worker hands its artifacts to the guards and tools named there, and to nobody else.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def text(*, claim: bool = False, enum: list[str] | None = None, pattern: str | None = None, empty: bool = False, volatile: bool = False) -> Schema:
    """A string, not empty unless said so."""
    schema: Schema = {"type": "string"} if empty else {"type": "string", "minLength": 1}
    if enum is not None:
        schema = {"type": "string", "enum": enum}
    if pattern is not None:
        schema["pattern"] = pattern
    return _marked(schema, claim=claim, volatile=volatile)


def number(*, minimum: float | None = None, maximum: float | None = None, volatile: bool = False) -> Schema:
    return _marked(_bounded({"type": "number"}, minimum, maximum), volatile=volatile)


def integer(*, minimum: int | None = None, maximum: int | None = None, volatile: bool = False) -> Schema:
    return _marked(_bounded({"type": "integer"}, minimum, maximum), volatile=volatile)


def boolean(*, volatile: bool = False) -> Schema:
    return _marked({"type": "boolean"}, volatile=volatile)


def list_of(items: Schema, *, minimum: int = 0, unique: bool = False) -> Schema:
    schema: Schema = {"type": "array", "items": items}
    if minimum:
        schema["minItems"] = minimum
    if unique:
        schema["uniqueItems"] = True
    return schema


def map_of(values: Schema) -> Schema:
    """An object whose keys are data (names, pointers)."""
    return {"type": "object", "additionalProperties": values}


def anything(*, volatile: bool = False) -> Schema:
    """A JSON value defined elsewhere, such as a whole OpenAPI document or a tool's own output."""
    return _marked({"type": ["object", "array", "string", "number", "boolean", "null"]}, volatile=volatile)


def nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def record(optional: dict[str, Schema] | None = None, /, **properties: Schema) -> Schema:
    """A closed object; the keyword properties are required, those of `optional` are not."""
    return {"type": "object", "properties": {**properties, **(optional or {})}, "required": sorted(properties), "additionalProperties": False}


def _bounded(schema: Schema, minimum: float | None, maximum: float | None) -> Schema:
    return {**schema, **({} if minimum is None else {"minimum": minimum}), **({} if maximum is None else {"maximum": maximum})}


def _marked(schema: Schema, *, claim: bool = False, volatile: bool = False) -> Schema:
    return {**schema, **({"x-claim": True} if claim else {}), **({"x-volatile": True} if volatile else {})}


SOURCE: Schema = {
    "oneOf": [
        record(kind=text(enum=["idea"]), pointer=text(empty=True), quote=text()),
        record(kind=text(enum=["artifact"]), type=text(), pointer=text(empty=True), quote=text()),
        record(kind=text(enum=["rule"]), id=text(), quote=text()),
        record(kind=text(enum=["tool"]), report=text(), pointer=text(empty=True)),
        record(kind=text(enum=["assumption"]), rationale=text()),
    ]
}


def artifact(type: str, optional: dict[str, Schema] | None = None, /, *, schema_version: str = "v1", **properties: Schema) -> Schema:
    """The schema of one artifact type: a closed object with an optional `sources` map (JSON pointer → source)."""
    body = record({**(optional or {}), "sources": map_of(SOURCE)}, **properties)
    return {"$schema": DIALECT, "$id": f"schema.artifact.{type.lower()}.{schema_version}", "title": type, **body}


def sealed(schema: Schema, *readers: str) -> Schema:
    """Return an artifact's schema as that of a sealed type, which only these guards and tools may read."""
    return {**schema, "x-sealed": sorted(readers)}
