"""Where claims come from: small makers of sources, in the shape that `Context.write` takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.rules import rules

Source = Mapping[str, Any]


def by_rule(id: str) -> dict[str, str]:
    """Cite a whole written rule. Raises KeyError for an unknown id."""
    return {"kind": "rule", "id": id, "quote": rules()[id]}


def by_idea(pointer: str, quote: str) -> dict[str, str]:
    """Cite words of the idea."""
    return {"kind": "idea", "pointer": pointer, "quote": quote}


def by_artifact(type: str, pointer: str, quote: str) -> dict[str, str]:
    """Cite a string of an earlier artifact."""
    return {"kind": "artifact", "type": type, "pointer": pointer, "quote": quote}


def by_tool(tool: str, pointer: str) -> dict[str, str]:
    """Cite a value of the newest report of a tool."""
    return {"kind": "tool", "report": tool, "pointer": pointer}


def assumed(rationale: str) -> dict[str, str]:
    """Say that nothing supports the claim; it becomes a recorded assumption."""
    return {"kind": "assumption", "rationale": rationale}


class Draft:
    """Lists of an artifact in the making: each claim is put down together with its source."""

    def __init__(self) -> None:
        self.content: dict[str, Any] = {}
        self.sources: dict[str, Source] = {}

    def put(self, key: str, value: Any, source: Source | None = None) -> None:
        """Set a top-level field."""
        self.content[key] = value
        if source is not None:
            self.sources[f"/{key}"] = source

    def add(self, key: str, entry: Mapping[str, Any], /, **claims: Source) -> str:
        """Append `entry` to the list `key`; `claims` gives the source of its fields by name. Returns the entry's pointer."""
        entries = self.content.setdefault(key, [])
        pointer = f"/{key}/{len(entries)}"
        entries.append(dict(entry))
        self.sources |= {f"{pointer}/{field}": source for field, source in claims.items()}
        return pointer

    def lists(self, *keys: str) -> None:
        """Make sure that these lists exist, be they empty."""
        for key in keys:
            self.content.setdefault(key, [])
