"""guard.staticAnalysis: how many critical and high weaknesses static analysis found."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.security.gatework import report_of_tool


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.code.staticPack."""
    return report_of_tool(ctx, "guard.staticAnalysis", "1.0.0", "tool.code.staticPack", ("critical_sast", "high_sast"))
