"""The claims of artifacts as far as they can be seen inside the sandbox: by the pointers of their `sources` maps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.context import Context

_NEEDED = {
    "idea": ("pointer", "quote"),
    "artifact": ("type", "pointer", "quote"),
    "rule": ("id", "quote"),
    "tool": ("report", "pointer"),
    "assumption": ("rationale",),
}
_MAY_BE_EMPTY = ("pointer",)


@dataclass(frozen=True, kw_only=True)
class SourcedClaim:
    """A pointer of an artifact's `sources` map: the text that it leads to (None where it leads to no string) and the source."""

    type: str
    pointer: str
    text: str | None
    source: Mapping[str, Any]


def sourced_claims(ctx: Context) -> list[SourcedClaim] | None:
    """Return the claims of the newest artifact of each type and name that this phase made; None when it made none."""
    phase = ctx.assignment.phase
    newest = {
        (ref.type, ref.name): ref
        for ref in ctx.assignment.inputs
        if ref.media_type == "application/json" and ref.type != "ToolReport" and ref.phase == phase
    }
    if not newest:
        return None
    found = []
    for (type, _), ref in sorted(newest.items(), key=lambda entry: entry[0]):
        content = ctx.load(ref)
        for pointer, source in sorted((content.get("sources") or {}).items()):
            found.append(SourcedClaim(type=type, pointer=pointer, text=_text(content, pointer), source=source))
    return found


def _text(content: Any, pointer: str) -> str | None:
    try:
        value = resolve(content, pointer)
    except PointerError:
        return None
    return value if isinstance(value, str) and value.strip() else None


def is_complete(source: Mapping[str, Any]) -> bool:
    """Tell whether a source has a known kind and everything that its kind asks for."""
    needed = _NEEDED.get(str(source.get("kind")))
    return needed is not None and all(isinstance(source.get(key), str) and (source[key].strip() or key in _MAY_BE_EMPTY) for key in needed)
