"""How a security guard reads one tool's report: its figures as metrics, its findings as findings."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.reports import guard_report, tool_metric
from phases.sandboxed.security.evidence import current_report, seen_by, unrepaired
from phases.sandboxed.security.findings import for_guard


def report_of_tool(ctx: Context, guard: str, version: str, figures: tuple[Figure, ...]) -> dict[str, Any]:
    """Return a GuardReport with one metric a figure of its tool's newest report; not evaluable when it failed, is stale or missing."""
    tool = figures[0].tool
    report = current_report(ctx, tool)
    metrics = {figure.metric: tool_metric(seen_by(report, figure.named) if report else None, figure) for figure in figures}
    broken = report is not None and report["outcome"] != "ok"
    found = (
        [{"severity": "high", "message": f"{tool}: {report['error']}"}]
        if report and broken
        else for_guard((report or {}).get("data", {}).get("findings", ()), unrepaired(ctx))
    )
    return guard_report(guard, version=version, metrics=metrics, findings=found)
