"""The claims of a draft: which strings assert something, by the `x-claim` marks of the draft's JSON Schema. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.pointers import escape, resolve


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One assertion of a draft: where it stands, its text, and the source that its author names for it (None if it names none)."""

    artifact_type: str
    pointer: str
    text: str
    source: Mapping[str, Any] | None

    def as_json(self) -> dict[str, Any]:
        """Return the claim as hashed and shown."""
        return {"artifact": self.artifact_type, "pointer": self.pointer, "text": self.text, "source": self.source and dict(self.source)}


def claims_of(artifact_type: str, schema: Mapping[str, Any], content: Any) -> list[Claim]:
    """Return the claims of one draft by pointer, in the order of its fields. An empty string claims nothing."""
    sources = content.get("sources") if isinstance(content, Mapping) else None
    known = sources if isinstance(sources, Mapping) else {}
    found = dict(_marked(schema, schema, content, ""))
    return [Claim(artifact_type=artifact_type, pointer=pointer, text=text, source=known.get(pointer)) for pointer, text in found.items()]


def _marked(root: Mapping[str, Any], schema: Any, value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if not isinstance(schema, Mapping):
        return
    if "$ref" in schema:
        yield from _marked(root, resolve(root, schema["$ref"].removeprefix("#")), value, pointer)
    for branch in ("anyOf", "oneOf", "allOf"):
        for option in schema.get(branch, ()):
            yield from _marked(root, option, value, pointer)
    if isinstance(value, str):
        if schema.get("x-claim") is True and value.strip():
            yield pointer, value
    elif isinstance(value, Mapping):
        properties = schema.get("properties", {})
        for key in sorted(value):
            yield from _marked(root, properties.get(key, schema.get("additionalProperties")), value[key], f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _marked(root, schema.get("items"), item, f"{pointer}/{index}")
