"""Validate against JSON Schemas (draft 2020-12): one compiled validator a schema, errors that say where and what would be right."""

from __future__ import annotations

import functools
import json
from typing import Any

import jsonschema

from ideamine.lib.errors import IdeaMineError
from ideamine.lib.pointers import escape
from phases.schemas.build import Schema
from phases.schemas.registry import artifact_schema

SHOWN_CHARACTERS = 200


class InvalidContent(IdeaMineError):
    """Content does not match its schema. `pointer` names the place."""

    code = "invalid_content"
    http_status = 400

    def __init__(self, message: str, *, pointer: str):
        super().__init__(message)
        self.pointer = pointer


@functools.cache
def _artifact_validator(type: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(artifact_schema(type))


@functools.lru_cache(maxsize=256)
def _validator(canonical: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads(canonical))


def validate_artifact(type: str, content: Any) -> None:
    """Check the content of an artifact. Raises InvalidContent, UnknownArtifactType."""
    _check(_artifact_validator(type), content, type)


def validate(schema: Schema, content: Any, name: str) -> None:
    """Check a value against any schema; `name` says in the error what the value is. Raises InvalidContent."""
    _check(_validator(json.dumps(schema, sort_keys=True)), content, name)


def _check(validator: jsonschema.Draft202012Validator, content: Any, name: str) -> None:
    error = jsonschema.exceptions.best_match(validator.iter_errors(content))
    if error is None:
        return
    pointer = "".join("/" + escape(str(step)) for step in error.absolute_path)
    raise InvalidContent(f"{name} at {pointer or 'the top'}: {_shortened(error.message)}; {_remedy(error)}", pointer=pointer)


def _remedy(error: jsonschema.ValidationError) -> str:
    """Return what would be right, in words made from the schema's keyword."""
    rule = error.validator_value
    match error.validator:
        case "required":
            return f"required keys: {', '.join(rule)}"
        case "additionalProperties":
            return f"known keys: {', '.join(sorted(error.schema.get('properties', {}))) or 'none'}"
        case "type":
            return f"wanted type: {rule if isinstance(rule, str) else ' or '.join(rule)}"
        case "enum":
            return f"wanted one of: {', '.join(map(str, rule))}"
        case _:
            return f"wanted {error.validator}: {_shortened(json.dumps(rule))}"


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
