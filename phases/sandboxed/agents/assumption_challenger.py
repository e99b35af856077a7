"""AssumptionChallengerAgent: questions every assumption recorded so far, and says how it could be tested."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.sourcing import Draft, by_artifact, by_rule
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules

ORIGINS = ("IdeaSpec", "DiscoveryPack")
_NUMBER = re.compile(r"\d|\b(one|two|three|ten|fifty|hundred|thousand)\b")
_TESTS = {
    "rule": "Show the screens that follow from the rule to one user, and ask what is missing.",
    "number": "Count in the beta, and compare with the number.",
    "unknown": "Ask three users in the beta, and record their answers.",
}
_CONSEQUENCES = {
    "rule": "Fields or people are added or removed; the records kept so far stay.",
    "number": "The service is measured again with the counted number, and moved to a larger machine if it fails.",
    "unknown": "The idea is changed before more is built.",
}


def run(ctx: Context) -> dict[str, Any]:
    """Write Assumptions; return how many were questioned and how many stay open."""
    draft = Draft()
    for origin in ORIGINS:
        content = ctx.read(origin)
        for index, entry in enumerate(content["assumptions"]):
            _challenge(draft, origin, index, entry, content.get("sources", {}).get(f"/assumptions/{index}/text", {}))
    draft.lists("assumptions")
    ctx.write("Assumptions", draft.content, sources=draft.sources)
    entries = draft.content["assumptions"]
    return {"assumptions": len(entries), "open": sum(entry["status"] == "open" for entry in entries)}


def _challenge(draft: Draft, origin: str, index: int, entry: Mapping[str, Any], source: Mapping[str, Any]) -> None:
    kind = "rule" if source.get("kind") == "rule" else "unknown"
    manner = "number" if kind == "unknown" and _NUMBER.search(entry["text"]) else kind
    rule = f"challenge.{manner}"
    item = {
        "id": f"A-{len(draft.content.get('assumptions', ())) + 1:02}",
        "origin": f"{origin} {entry['id']}",
        "kind": kind,
        "text": entry["text"],
        "challenge": rules()[rule],
        "test": _TESTS[manner],
        "consequence": _CONSEQUENCES[manner],
        "status": "kept by rule" if kind == "rule" else "open",
    }
    draft.add("assumptions", item, text=by_artifact(origin, f"/assumptions/{index}/text", entry["text"]), challenge=by_rule(rule))
