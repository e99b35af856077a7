"""guard.compatibilityCheck: Pythons, bare environment, markup, foreign resources, links that lead nowhere."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.quality.gatework import Reports, finding, listed
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.compatibilityCheck", "1.0.0"
TOOL = "tool.qa.compatibility"
FIGURES = (
    Figure(metric="suites_failed", tool=TOOL, unit="suites", over=("/measured/versions_tested",)),
    Figure(metric="markup_slips", tool=TOOL, unit="slips", over=("/data/pages_count",)),
    Figure(metric="external_resources", tool=TOOL, unit="resources", over=("/data/pages_count",)),
    Figure(metric="broken_links", tool=TOOL, unit="links", over=("/data/pages_count",)),
    Figure(metric="python_versions", name="versions_tested", tool=TOOL, unit="versions"),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `suites_failed`, `markup_slips`, `external_resources`, `broken_links`, `python_versions` (counts)."""
    reports = Reports(ctx)
    report = reports.of(TOOL)
    findings = reports.trouble(TOOL)
    findings += [finding(f"{slip['page']}: {slip['rule']}: {slip['message']}", artifact="CompatibilityReport")
                 for name in ("markup", "external") for slip in listed(report, name)]  # fmt: skip
    findings += [finding(f"a link or file leads nowhere: {told}", artifact="CompatibilityReport") for told in listed(report, "broken")]
    findings += [finding(f"the suite fails under Python {entry['python']}") for entry in listed(report, "failures")]
    return guard_report(GUARD, version=VERSION, metrics=reports.metrics(FIGURES), findings=findings)
