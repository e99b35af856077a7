"""guard.dependencyScan: how many critical and high vulnerabilities the product's packages are known to have."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.security.gatework import report_of_tool

TOOL = "tool.code.depScan"
FIGURES = (
    Figure(metric="critical_cves", tool=TOOL, unit="count", over=("/data/files_read",)),
    Figure(metric="high_cves", tool=TOOL, unit="count", over=("/data/files_read",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.code.depScan."""
    return report_of_tool(ctx, "guard.dependencyScan", "1.0.0", FIGURES)
