"""Claims with their sources: content is written with `Claim` values in it, and `write` parts the words from the sources.

So a source can never point at another place than the words that it supports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import escape, resolve
from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.rules import rules


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A sentence that asserts something, and where it comes from (the source as `Context.write` takes it)."""

    text: str
    source: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Given:
    """An artifact that claims may cite: its type, and its content as read."""

    type: str
    content: Mapping[str, Any]

    def quote(self, pointer: str) -> str:
        """Return what stands at the pointer, as the verifier will read it. Raises PointerError."""
        value = resolve(self.content, pointer)
        return value if isinstance(value, str) else canonical_json(value).decode()

    def claim(self, text: str, pointer: str) -> Claim:
        """Return a claim that quotes what stands at the pointer. Raises PointerError."""
        return Claim(text=text, source={"kind": "artifact", "type": self.type, "pointer": pointer, "quote": self.quote(pointer)})

    def repeated(self, pointer: str) -> Claim:
        """Return the claim that says what stands at the pointer, word for word."""
        return self.claim(self.quote(pointer), pointer)


def given(ctx: Context, type: str) -> Given:
    """Return the newest artifact of a type, ready to be cited. Raises MissingInput."""
    return Given(type=type, content=ctx.read(type))


def by_rule(text: str, id: str) -> Claim:
    """Return a claim that follows from a written rule. Raises KeyError for an unknown rule."""
    return Claim(text=text, source={"kind": "rule", "id": id, "quote": rules()[id].rstrip(".")})


def rule_says(id: str) -> Claim:
    """Return the claim that repeats a written rule. Raises KeyError."""
    return by_rule(rules()[id], id)


def given_as(text: str, pointer: str, quote: str) -> Claim:
    """Return a claim that quotes the idea itself."""
    return Claim(text=text, source={"kind": "idea", "pointer": pointer, "quote": quote})


def measured(text: str, tool: str, pointer: str) -> Claim:
    """Return a claim about a value in the newest report of a tool; the value itself must stand in the text."""
    return Claim(text=text, source={"kind": "tool", "report": tool, "pointer": pointer})


def assumed(text: str, rationale: str) -> Claim:
    """Return a claim that nothing supports yet: it becomes an assumption, and counts as one."""
    return Claim(text=text, source={"kind": "assumption", "rationale": rationale})


def part(content: Any, pointer: str = "") -> tuple[Any, dict[str, Mapping[str, Any]]]:
    """Return content with plain strings for its claims, and pointer → source for each."""
    if isinstance(content, Claim):
        return content.text, {pointer: content.source}
    entries: list[tuple[Any, Any]]
    if isinstance(content, Mapping):
        entries = [(key, part(value, f"{pointer}/{escape(key)}")) for key, value in content.items()]
        plain: Any = {key: value for key, (value, _) in entries}
    elif isinstance(content, (list, tuple)):
        entries = [(index, part(value, f"{pointer}/{index}")) for index, value in enumerate(content)]
        plain = [value for _, (value, _) in entries]
    else:
        return content, {}
    return plain, {place: source for _, (_, found) in entries for place, source in found.items()}


def write(ctx: Context, type: str, content: Mapping[str, Any]) -> ArtifactRef:
    """Store an artifact whose content carries `Claim` values, their sources beside it."""
    plain, sources = part(content)
    return ctx.write(type, plain, sources=sources)
