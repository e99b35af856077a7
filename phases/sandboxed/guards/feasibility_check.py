"""guard.feasibilityCheck: `feasibility`, `blockers` and `clashes`, from the tool's own report about the model, and only if the artifact agrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.planning.evidence import report_about
from phases.sandboxed.reports import guard_report, tool_metric

TOOL = "tool.intake.feasibility"
FIGURES = (
    Figure(metric="feasibility", tool=TOOL, unit="boolean", over=("/data/checks",)),
    Figure(metric="blockers", name="blockers_count", tool=TOOL, unit="blockers", over=("/data/checks",)),
    Figure(metric="clashes", name="clashes_count", tool=TOOL, unit="clashes", over=("/data/checks",)),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; an artifact that says otherwise than the tool makes a high finding, a clash a final one: no attempt heals it."""
    model, artifact = ctx.find("DomainModel"), ctx.find("Feasibility")
    report = None if model is None else report_about(ctx, TOOL, model)
    metrics = {figure.metric: tool_metric(report, figure) for figure in FIGURES}
    data = (report or {}).get("data", {})
    findings = [
        {"severity": "critical", "message": f"{clash['verdict']}: {clash['text']}", "artifact": "Feasibility", "final": True}
        for clash in data.get("clashes", ())
    ]
    findings += [{"severity": "high", "message": entry["text"], "artifact": "Feasibility"} for entry in data.get("blockers", ())]
    if artifact is not None and report is not None and _differ(artifact, data):
        message = "Feasibility says otherwise than the tool found"
        findings.append({"severity": "high", "message": message, "artifact": "Feasibility", "pointer": "/feasible"})
        metrics["feasibility"]["value"] = None
    return guard_report("guard.feasibilityCheck", version="1.1.0", metrics=metrics, findings=findings)


def _differ(artifact: Mapping[str, Any], data: Mapping[str, Any]) -> bool:
    return artifact["feasible"] != data.get("feasibility") or artifact["verdict"] != data.get("verdict")
