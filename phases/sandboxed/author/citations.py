"""Whether a citation leads to the words that it quotes, as far as a guard can read: the idea, the artifacts, the rules, the tool reports."""

from __future__ import annotations

from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.author.claims import SourcedClaim, is_complete
from phases.sandboxed.author.executed import newest_report
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules


class Library:
    """What citations may lead to, each read once."""

    def __init__(self, ctx: Context):
        self._ctx = ctx
        self._artifacts: dict[str, Any] = {}
        self._reports: dict[str, Any] = {}

    @property
    def idea(self) -> Any:
        return dict(self._ctx.idea)

    def artifact(self, type: str) -> Any:
        """Return the newest artifact of a type, or None."""
        if type not in self._artifacts:
            self._artifacts[type] = self._ctx.find(type)
        return self._artifacts[type]

    def report(self, tool: str) -> Any:
        """Return the newest report of a tool, or None."""
        if tool not in self._reports:
            self._reports[tool] = newest_report(self._ctx, tool)
        return self._reports[tool]


def _folded(value: Any) -> str:
    text = value if isinstance(value, str) else canonical_json(value).decode()
    return " ".join(text.casefold().split())


def objection(claim: SourcedClaim, library: Library) -> str | None:
    """Return why a claim's citation does not hold, or None when it does (or when it is an assumption with a reason)."""
    source = claim.source
    if not is_complete(source):
        return f"the source is incomplete: {sorted(source)}"
    kind = source["kind"]
    if kind == "assumption":
        return None
    if kind == "rule":
        if source["id"] not in rules():
            return f"there is no rule {source['id']!r}"
        return None if _folded(source["quote"]) in _folded(rules()[source["id"]]) else f"the rule {source['id']} does not say {source['quote']!r}"
    whole = library.idea if kind == "idea" else library.artifact(source["type"]) if kind == "artifact" else library.report(source["report"])
    if whole is None:
        return f"there is no {source.get('type') or source.get('report')} to cite"
    try:
        value = resolve(whole, source["pointer"])
    except PointerError as error:
        return str(error)
    wanted, found = (_folded(value), _folded(claim.text or "")) if kind == "tool" else (_folded(source["quote"]), _folded(value))
    return None if wanted in found else f"{kind} {source['pointer']} does not contain {wanted[:80]!r}"
