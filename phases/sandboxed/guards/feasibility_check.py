"""guard.feasibilityCheck: metrics `feasibility` and `blockers`, from the feasibility tool's own report, and only if the artifact agrees."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.executed import newest_report
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, tool_metric

TOOL = "tool.intake.feasibility"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; an artifact that says otherwise than the tool makes a high finding."""
    report, artifact = newest_report(ctx, TOOL), ctx.find("Feasibility")
    feasibility = tool_metric(report, "feasibility", "boolean")
    blockers = tool_metric(report, "blockers_count", "blockers")
    named = (report or {}).get("data", {}).get("blockers", ())
    findings = [{"severity": "high", "message": entry["text"], "artifact": "Feasibility"} for entry in named]
    if artifact is not None and report is not None and artifact["feasible"] != report["data"].get("feasibility"):
        message = "Feasibility says otherwise than the tool found"
        findings.append({"severity": "high", "message": message, "artifact": "Feasibility", "pointer": "/feasible"})
        feasibility = {**feasibility, "value": None}
    return guard_report("guard.feasibilityCheck", version="1.0.0", metrics={"feasibility": feasibility, "blockers": blockers}, findings=findings)
