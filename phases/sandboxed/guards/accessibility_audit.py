"""guard.accessibilityAudit: what the audit of the served pages found."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.quality.gatework import Reports, finding, listed
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.accessibilityAudit", "1.0.0"
TOOL = "tool.qa.accessibility"
FIGURES = (
    Figure(metric="a11y_violations", tool=TOOL, unit="violations", over=("/data/pages_count", "/data/rules_count")),
    Figure(metric="a11y_pages", name="pages_count", tool=TOOL, unit="pages"),
    Figure(metric="a11y_rules", name="rules_count", tool=TOOL, unit="rules"),
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `a11y_violations`, `a11y_pages`, `a11y_rules` (counts)."""
    reports = Reports(ctx)
    findings = reports.trouble(TOOL)
    findings += [finding(f"{entry['page']}: {entry['rule']} (WCAG {entry['criterion']}): {entry['message']}", artifact="A11yAudit")
                 for entry in listed(reports.of(TOOL), "violations")]  # fmt: skip
    return guard_report(GUARD, version=VERSION, metrics=reports.metrics(FIGURES), findings=findings)
