"""guard.scanCoverage: whether all nine areas were looked at over the present product, and the pack says what the tools found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import empty
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.security.areas import AREAS, Area
from phases.sandboxed.security.evidence import current_report
from phases.sandboxed.security.findings import ordered

ID, VERSION, RULE = "guard.scanCoverage", "1.0.0", "scan.coverage"


def run(ctx: Context) -> dict[str, Any]:
    """Return `scan_coverage`: the share of areas whose tool ended well, looked at something, and whose findings stand unchanged in the pack."""
    own = [ref for ref in ctx.refs("SecurityPack") if ref.phase == ctx.assignment.phase]
    told = {entry["area"]: entry for entry in ctx.load(own[-1])["areas"]} if own else {}
    wrong = {area.id: _wrong(ctx, area, told.get(area.id)) for area in AREAS}
    share = sum(not reason for reason in wrong.values()) / len(AREAS) if own else None
    metric = rule_metric(share, "share", rule=RULE, version=VERSION, over=wrong)
    found = [{"severity": "high", "artifact": "SecurityPack", "message": f"{area}: {reason}"} for area, reason in wrong.items() if reason]
    return guard_report(ID, version=VERSION, metrics={"scan_coverage": metric}, findings=found)


def _wrong(ctx: Context, area: Area, entry: Mapping[str, Any] | None) -> str:
    """Return why an area does not count, empty when it does."""
    report = current_report(ctx, area.tool)
    if report is None:
        return f"{area.tool} has not run"
    if report["outcome"] != "ok":
        return report["error"]
    if empty(report, [area.looked_at]):
        return f"{area.tool} looked at nothing: {area.looked_at} is empty"
    if entry is None:
        return "it is not in the pack"
    if ordered(report["data"]["findings"]) != entry["findings"]:
        return "the pack does not say what the tool found"
    return ""
