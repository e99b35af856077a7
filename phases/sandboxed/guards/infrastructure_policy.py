"""guard.infrastructurePolicy: how many violations of the written infrastructure policy there are."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.security.gatework import report_of_tool

TOOL = "tool.iac.conftest"
FIGURES = (Figure(metric="iac_violations", tool=TOOL, unit="count", over=("/data/rules_applied",)),)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.iac.conftest."""
    return report_of_tool(ctx, "guard.infrastructurePolicy", "1.0.0", FIGURES)
