"""guard.accessibilityAudit: what the audit of the served pages found."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.quality.gatework import Reports, finding, listed
from phases.sandboxed.reports import guard_report

GUARD, VERSION = "guard.accessibilityAudit", "1.0.0"
TOOL = "tool.qa.accessibility"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `a11y_violations`, `a11y_pages`, `a11y_rules` (counts)."""
    reports = Reports(ctx)
    metrics = {
        "a11y_violations": reports.metric(TOOL, "a11y_violations", "violations"),
        "a11y_pages": reports.metric(TOOL, "pages_count", "pages"),
        "a11y_rules": reports.metric(TOOL, "rules_count", "rules"),
    }
    findings = reports.trouble(TOOL)
    findings += [finding(f"{entry['page']}: {entry['rule']} (WCAG {entry['criterion']}): {entry['message']}", artifact="A11yAudit")
                 for entry in listed(reports.of(TOOL), "violations")]  # fmt: skip
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)
