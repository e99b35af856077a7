"""guard.containerBench: how many weighty findings hadolint has."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.security.gatework import report_of_tool

TOOL = "tool.container.bench"
FIGURES = (Figure(metric="container_violations", tool=TOOL, unit="count", over=("/data/dockerfiles",)),)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.container.bench."""
    return report_of_tool(ctx, "guard.containerBench", "1.0.0", FIGURES)
