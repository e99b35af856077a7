"""guard.dynamicScan: what failed when the running product was attacked, and which headers it lacks."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.security.gatework import report_of_tool


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport over the newest report of tool.dast.zap."""
    return report_of_tool(ctx, "guard.dynamicScan", "1.0.0", "tool.dast.zap", ("dast_failures", "attacks_succeeded", "security_headers_missing"))
