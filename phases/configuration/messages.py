"""Schema errors as a person reads them: the key that is wrong, and what would be right."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Any

import jsonschema

from phases.configuration.problems import Problem
from phases.configuration.source import Source
from phases.schemas.build import Schema

_TYPES = {"integer": "a whole number", "number": "a number", "string": "text", "array": "a list", "object": "a mapping", "boolean": "true or false"}


def schema_problems(source: Source, validator: jsonschema.Draft202012Validator) -> Iterator[Problem]:
    """Yield one problem a schema error, at its line."""
    errors = sorted(validator.iter_errors(source.data), key=lambda found: list(map(str, found.absolute_path)))
    # several missing keys of one mapping are one problem
    yield from dict.fromkeys(problem for error in errors for problem in _problems(source, error))


def _problems(source: Source, error: jsonschema.ValidationError) -> Iterator[Problem]:
    path = list(error.absolute_path)
    if error.validator == "additionalProperties":
        for key in _unknown(error):
            yield source.problem([*path, key], _unknown_message(key, error.schema))
    elif error.validator == "required":
        missing = [key for key in error.validator_value if key not in error.instance]
        yield source.problem(path, f"the key {', '.join(missing)} is missing")
    elif error.validator == "anyOf":
        of_its_type = _of_its_type(error)
        if of_its_type:
            for inner in of_its_type:
                yield from _problems(source, inner)
        else:
            yield source.problem(path, f"{error.instance!r} does not fit; wanted {' or '.join(sorted(set(map(_wanted, error.validator_value))))}")
    else:
        yield source.problem(path, _message(error))


def _of_its_type(error: jsonschema.ValidationError) -> list[jsonschema.ValidationError]:
    """Return the errors of the branch that wants what the value is, a text or a mapping, for the others say nothing useful."""
    branches: dict[int, list[jsonschema.ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [found for found in branches.values() if not any(inner.validator == "type" and not inner.path for inner in found)]
    return fitting[0] if len(fitting) == 1 else []


def _unknown(error: jsonschema.ValidationError) -> list[str]:
    known, patterns = error.schema.get("properties", {}), error.schema.get("patternProperties", {})
    return [key for key in error.instance if key not in known and not any(re.search(pattern, key) for pattern in patterns)]


def _unknown_message(key: str, schema: Schema) -> str:
    if "patternProperties" in schema:
        return "is no rubric; a rubric's name ends in _min, _max, _required or _count"
    known = sorted(schema.get("properties", {}))
    close = difflib.get_close_matches(key, known, n=1)
    return f"unknown key{f'; did you mean {close[0]}?' if close else ''}; known: {', '.join(known) or 'none'}"


def _message(error: jsonschema.ValidationError) -> str:
    value, rule = error.instance, error.validator_value
    match error.validator:
        case "type":
            return f"{value!r} is not {_wanted(error.schema)}"
        case "enum":
            return f"{value!r} is none of {', '.join(map(str, rule))}"
        case "minimum":
            return f"{value} is too small; {rule} or more"
        case "maximum":
            return f"{value} is too large; {rule} or less"
        case "pattern":
            return f"{value!r} does not have the form {rule}"
        case "uniqueItems":
            return "names something twice"
        case "minLength" | "minItems" | "minProperties":
            return "is empty"
        case _:
            return error.message


def _wanted(schema: Any) -> str:
    if "enum" in schema:
        return f"one of {', '.join(map(str, schema['enum']))}"
    return _TYPES.get(schema.get("type"), "another form")
