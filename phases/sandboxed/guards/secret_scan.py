"""guard.secretScan: how many secrets the product's files and history hold."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.security.gatework import report_of_tool

TOOL = "tool.code.secretScan"
FIGURES = (Figure(metric="secrets", tool=TOOL, unit="count", over=("/data/files_scanned",)),)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.code.secretScan."""
    return report_of_tool(ctx, "guard.secretScan", "1.0.0", FIGURES)
