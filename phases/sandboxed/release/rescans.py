"""The security phase once more, on the released commit: the same agents and tools, in the release's own name."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed import loading
from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.security.areas import AREAS

PACK = "tool.security.pack"
TOOLS = tuple(area.tool for area in AREAS)
Reports = Mapping[str, dict[str, Any]]


class StandIn(Context):
    """A context for another agent's work within this task: it reads and adds to the same artifacts; what its tool reported is at hand."""

    def __init__(self, ctx: Context, agent: str, reports: Reports):
        self.__dict__.update(ctx.__dict__)
        self.assignment = dataclasses.replace(ctx.assignment, target=agent)
        self._reports = reports

    def call_tool(self, tool: str, args: Mapping[str, Any] | None = None, *, inputs: Sequence[ArtifactRef] | None = None) -> dict[str, Any]:
        """Return the report that is at hand, else have the tool run."""
        if tool in self._reports and not args and inputs is None:
            return self._reports[tool]
        return super().call_tool(tool, args, inputs=inputs)


def scan_again(ctx: Context, reports: Reports) -> dict[str, Any]:
    """Have all nine areas judge the reports of their tools (`TOOLS`) and gather that; return area → verdict (clean, findings, not_evaluable)."""
    verdicts: dict[str, Any] = {}
    for number, area in enumerate(AREAS):
        done = loading.load(area.agent).run(StandIn(ctx, area.agent, reports))
        verdicts[area.id] = done["verdict"]
        ctx.progress(80 + 15 * (number + 1) / len(AREAS), f"{area.title} looked at again")
    ctx.call_tool(PACK)
    return verdicts
