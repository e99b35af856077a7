"""The security phase once more, on the released commit: the same agents and tools, in the release's own name."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any

from phases.sandboxed import loading
from phases.sandboxed.context import Context
from phases.sandboxed.security.areas import AREAS

PACK = "tool.security.pack"
TYPES = ("SecurityFindings", "DPIA", "ThreatModel", "SBOM", "Signatures", "VulnerabilityScan", "SecurityPack")


def acting_as(ctx: Context, agent: str) -> Context:
    """Return a context for another agent's work within this task: it reads and adds to the same artifacts."""
    other = copy.copy(ctx)
    other.assignment = dataclasses.replace(ctx.assignment, target=agent)
    return other


def scan_again(ctx: Context) -> dict[str, Any]:
    """Have all nine areas looked at over the newest product and gathered; return area → verdict (clean, findings, not_evaluable)."""
    verdicts: dict[str, Any] = {}
    for number, area in enumerate(AREAS):
        done = loading.load(area.agent).run(acting_as(ctx, area.agent))
        verdicts[area.id] = done["verdict"]
        ctx.progress(20 + 60 * (number + 1) / len(AREAS), f"{area.title} looked at again")
    ctx.call_tool(PACK)
    return verdicts
