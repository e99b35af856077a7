"""Rules that an OpenAPI document must keep and that its JSON Schema cannot say. Used by tool.arch.openapiCheck."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ideamine.lib.pointers import PointerError, escape, resolve, walk

METHODS = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_PATH_PARAMETER = re.compile(r"\{([^}]+)\}")
Finding = tuple[str, str]  # pointer, message


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], Mapping[str, Any]]]:
    """Yield (path, method, path item, operation), in the document's order."""
    for path, item in document.get("paths", {}).items():
        for method in METHODS:
            if method in item:
                yield path, method, item, item[method]


def broken_rules(document: Mapping[str, Any]) -> list[Finding]:
    """Return (pointer, message) for every rule that the document breaks, sorted."""
    return sorted(
        [*_references(document), *_operation_ids(document), *_paths(document), *_responses(document), *_required(document), *_tags(document)]
    )


def _references(document: Mapping[str, Any]) -> Iterator[Finding]:
    for pointer, value in walk(document):
        if isinstance(value, dict) and isinstance(value.get("$ref"), str):
            target = value["$ref"]
            if not target.startswith("#"):
                yield pointer, f"$ref {target!r} leads out of the document"
                continue
            try:
                resolve(document, target[1:])
            except PointerError:
                yield pointer, f"$ref {target!r} leads nowhere"


def _where(path: str, method: str) -> str:
    return f"/paths/{escape(path)}/{method}"


def _operation_ids(document: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path, method, _, operation in operations(document):
        id, place = operation.get("operationId"), _where(path, method)
        if not id:
            yield place, "the operation has no operationId"
        elif id in seen:
            yield place, f"operationId {id!r} stands at {seen[id]} as well"
        else:
            seen[id] = place


def _paths(document: Mapping[str, Any]) -> Iterator[Finding]:
    for path, method, item, operation in operations(document):
        declared = {
            entry.get("name"): entry for entry in [*item.get("parameters", []), *operation.get("parameters", [])] if entry.get("in") == "path"
        }
        wanted = set(_PATH_PARAMETER.findall(path))
        for name in sorted(wanted - set(declared)):
            yield _where(path, method), f"the path parameter {name!r} is not declared"
        for name in sorted(set(declared) - wanted):
            yield _where(path, method), f"the path parameter {name!r} does not stand in the path"
        for name in sorted(wanted & set(declared)):
            if declared[name].get("required") is not True:
                yield _where(path, method), f"the path parameter {name!r} must be required"


def _responses(document: Mapping[str, Any]) -> Iterator[Finding]:
    for path, method, _, operation in operations(document):
        statuses = set(operation.get("responses", {}))
        if not any(status.startswith("2") for status in statuses):
            yield _where(path, method), "no response tells of success"
        if not any(status.startswith("4") for status in statuses):
            yield _where(path, method), "no response tells of a client's error"
        if method in ("post", "put", "patch") and "requestBody" in operation and not operation["requestBody"].get("content"):
            yield _where(path, method), "the request body has no content"


def _required(document: Mapping[str, Any]) -> Iterator[Finding]:
    for name, schema in document.get("components", {}).get("schemas", {}).items():
        missing = sorted(set(schema.get("required", [])) - set(schema.get("properties", {})))
        if missing:
            yield f"/components/schemas/{escape(name)}", f"required but not described: {', '.join(missing)}"


def _tags(document: Mapping[str, Any]) -> Iterator[Finding]:
    known = {tag.get("name") for tag in document.get("tags", [])}
    for path, method, _, operation in operations(document):
        for tag in operation.get("tags", []):
            if tag not in known:
                yield _where(path, method), f"the tag {tag!r} is not declared"
