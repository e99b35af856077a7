"""guard.feasibilityCheck: metrics `feasibility`, `blockers` and `clashes`, from the feasibility tool's report, and only if the artifact agrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.executed import newest_report
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, tool_metric

TOOL = "tool.intake.feasibility"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; an artifact that says otherwise than the tool makes a high finding, a clash a final one: no attempt heals it."""
    report, artifact = newest_report(ctx, TOOL), ctx.find("Feasibility")
    feasibility = tool_metric(report, "feasibility", "boolean")
    blockers = tool_metric(report, "blockers_count", "blockers")
    clashes = tool_metric(report, "clashes_count", "clashes")
    data = (report or {}).get("data", {})
    named = data.get("blockers", ())
    findings = [
        {"severity": "critical", "message": f"{clash['verdict']}: {clash['text']}", "artifact": "Feasibility", "final": True}
        for clash in data.get("clashes", ())
    ]
    findings += [{"severity": "high", "message": entry["text"], "artifact": "Feasibility"} for entry in named]
    if artifact is not None and report is not None and _differ(artifact, data):
        message = "Feasibility says otherwise than the tool found"
        findings.append({"severity": "high", "message": message, "artifact": "Feasibility", "pointer": "/feasible"})
        feasibility = {**feasibility, "value": None}
    metrics = {"feasibility": feasibility, "blockers": blockers, "clashes": clashes}
    return guard_report("guard.feasibilityCheck", version="1.1.0", metrics=metrics, findings=findings)


def _differ(artifact: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    return artifact["feasible"] != data.get("feasibility") or artifact["verdict"] != data.get("verdict")
