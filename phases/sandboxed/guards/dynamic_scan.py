"""guard.dynamicScan: what failed when the running product was attacked, and which headers it lacks."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.security.gatework import report_of_tool

TOOL = "tool.dast.zap"
FIGURES = (
    Figure(metric="dast_failures", tool=TOOL, unit="count", over=("/data/operations_tested",)),
    Figure(metric="attacks_succeeded", tool=TOOL, unit="count", over=("/data/attacks",)),
    Figure(metric="security_headers_missing", tool=TOOL, unit="count", over=("/data/pages_probed",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.dast.zap."""
    return report_of_tool(ctx, "guard.dynamicScan", "1.0.0", FIGURES)
