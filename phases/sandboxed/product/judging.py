"""What guards of the product share: the newest bundle, its commit, and metrics from a report of exactly that commit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import ArtifactRef, Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.reports import tool_metric
from phases.sandboxed.repository import BUNDLE_TYPE

Report = Mapping[str, Any]


def newest_bundle(ctx: Context, *, producer: str | None = None) -> ArtifactRef | None:
    """Return the newest GitBundle that the task may read, of one producer if wanted; None when there is none."""
    refs = [ref for ref in ctx.refs(BUNDLE_TYPE) if producer is None or ref.producer == producer]
    return refs[-1] if refs else None


def commit_of(ref: ArtifactRef) -> str:
    """Return the commit that a bundle is named by."""
    return ref.name.removesuffix(".bundle")


def stored_report(ctx: Context, tool: str) -> dict[str, Any] | None:
    """Return the newest stored report of a tool made by this phase, or None. Reports are written by the worker, not by agents."""
    for ref in reversed(ctx.refs("ToolReport")):
        if ref.phase == ctx.assignment.phase:
            report = ctx.load(ref)
            if report.get("tool") == tool:
                return report
    return None


def metric_for(report: Report | None, commit: str | None, figure: Figure) -> dict[str, Any]:
    """Return a metric of a report; not evaluable when the report is about another commit than `commit`."""
    if report is not None and report.get("outcome") == "ok" and (commit is None or report["data"].get("commit") != commit):
        about = report["data"].get("commit")
        report = {**report, "outcome": "error", "error": f"the report is about commit {about}, the newest is {commit}"}
    return tool_metric(report, figure)


def failures_as_findings(report: Report | None) -> list[dict[str, Any]]:
    """Return one finding a test that did not pass; one for a tool that broke."""
    if report is None:
        return [{"severity": "high", "message": "the suite was not run"}]
    if report["outcome"] != "ok":
        return [{"severity": "high", "message": f"{report['tool']}: {report['error']}"}]
    return [
        {"severity": "high", "message": f"{entry['test']}: {entry['message']}", "fix": "mend the product or its test"}
        for entry in report["data"].get("failures", ())
    ]
