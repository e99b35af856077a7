"""Content digests: what an artifact says, without what differs between equal runs. Pure; the schema drives it, and is handed in.

sha256 over canonical JSON without the parts that the schema marks `x-volatile`; a reference (`x-ref`, an object with `hash`) counts as its
referent's content digest; code counts by its git tree id.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ideamine.lib.canonical import digest

_DROPPED = object()


def content_digest(content: Any, schema: Mapping[str, Any], *, referents: Mapping[str, str] | None = None) -> str:
    """Return the content digest of a JSON artifact. `referents` maps an artifact's hash to its content digest."""
    return digest(stable(content, schema, referents=referents))


def code_digest(tree: str) -> str:
    """Return the content digest of code, given the id of its git tree."""
    return digest({"git_tree": tree})


def stable(content: Any, schema: Mapping[str, Any], *, referents: Mapping[str, str] | None = None) -> Any:
    """Return `content` without its volatile parts and with references replaced; None when all of it is volatile."""
    kept = _stable(content, [schema], referents or {})
    return None if kept is _DROPPED else kept


def _stable(value: Any, schemas: list[Mapping[str, Any]], referents: Mapping[str, str]) -> Any:
    applying = [found for schema in schemas for found in _with_branches(schema)]
    if any(schema.get("x-volatile") is True for schema in applying):
        return _DROPPED
    if isinstance(value, Mapping):
        if any(schema.get("x-ref") is True for schema in applying) and isinstance(value.get("hash"), str):
            return {"content_digest": referents.get(value["hash"], value["hash"])}
        kept = {key: _stable(item, _property(applying, key), referents) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item is not _DROPPED}
    if isinstance(value, list):
        items = [schema["items"] for schema in applying if isinstance(schema.get("items"), Mapping)]
        return [kept for item in value if (kept := _stable(item, items, referents)) is not _DROPPED]
    return value


def _with_branches(schema: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        yield schema
        for branch in ("anyOf", "oneOf", "allOf"):
            for option in schema.get(branch, ()):
                yield from _with_branches(option)


def _property(schemas: list[Mapping[str, Any]], key: str) -> list[Mapping[str, Any]]:
    """Return the schemas that hold for one property of an object."""
    found = []
    for schema in schemas:
        named = schema.get("properties", {})
        chosen = named[key] if key in named else schema.get("additionalProperties")
        if isinstance(chosen, Mapping):
            found.append(chosen)
    return found
