"""guard.feasibilityCheck: metrics `feasibility` and `blockers`, from the tool's own report about the model, and only if the artifact agrees."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.planning.evidence import report_about
from phases.sandboxed.reports import guard_report, tool_metric

TOOL = "tool.intake.feasibility"
FIGURES = (
    Figure(metric="feasibility", tool=TOOL, unit="boolean", over=("/data/checks",)),
    Figure(metric="blockers", name="blockers_count", tool=TOOL, unit="blockers", over=("/data/checks",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; an artifact that says otherwise than the tool makes a high finding."""
    model, artifact = ctx.find("DomainModel"), ctx.find("Feasibility")
    report = None if model is None else report_about(ctx, TOOL, model)
    metrics = {figure.metric: tool_metric(report, figure) for figure in FIGURES}
    named = (report or {}).get("data", {}).get("blockers", ())
    findings = [{"severity": "high", "message": entry["text"], "artifact": "Feasibility"} for entry in named]
    if artifact is not None and report is not None and artifact["feasible"] != report["data"].get("feasibility"):
        message = "Feasibility says otherwise than the tool found"
        findings.append({"severity": "high", "message": message, "artifact": "Feasibility", "pointer": "/feasible"})
        metrics["feasibility"]["value"] = None
    return guard_report("guard.feasibilityCheck", version="1.0.0", metrics=metrics, findings=findings)
