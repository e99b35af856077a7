"""guard.accessibilityAudit: what the audit of the served pages found, by written rules and, where the machine has a browser, by axe-core in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.quality.browsers import NO_ENGINE
from phases.sandboxed.quality.gatework import Reports, finding, listed
from phases.sandboxed.reports import guard_report, rule_metric

GUARD, VERSION = "guard.accessibilityAudit", "1.1.0"
TOOL = "tool.qa.accessibility"
AXE = Figure(metric="axe_violations", tool=TOOL, unit="violations", over=("/measured/browser/pages", "/measured/browser/rules"))
FIGURES = (
    Figure(metric="a11y_violations", tool=TOOL, unit="violations", over=("/data/pages_count", "/data/rules_count")),
    Figure(metric="a11y_pages", name="pages_count", tool=TOOL, unit="pages"),
    Figure(metric="a11y_rules", name="rules_count", tool=TOOL, unit="rules"),
    AXE,
)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `a11y_violations`, `a11y_pages`, `a11y_rules`, `axe_violations` (counts), and `browser_settled` (truth).

    Without a browser there is no `axe_violations` at all, and a finding says so. `browser_settled` holds when the report either has that
    count or owns up to having had no browser: an audit in a browser that did not end is neither, and not evaluable.
    """
    reports = Reports(ctx)
    report, metrics, findings = reports.of(TOOL), reports.metrics(FIGURES), reports.trouble(TOOL)
    browser = _browser(report)
    missing = not findings and _was_missing(browser)
    settled = True if missing or metrics[AXE.metric]["value"] is not None else None
    metrics["browser_settled"] = rule_metric(settled, "truth", rule=GUARD, version=VERSION, over=browser)
    if missing:
        del metrics[AXE.metric]
        findings.append(finding(browser["limitation"], severity="info", artifact="A11yAudit"))
    for entry in (*listed(report, "violations"), *browser.get("violations", ())):
        findings.append(finding(f"{entry['page']}: {entry['rule']} (WCAG {entry['criterion']}): {entry['message']}", artifact="A11yAudit"))
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _browser(report: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return what a report tells of the browser, nothing when it is no record."""
    told = report["measured"].get("browser") if report else None
    return told if isinstance(told, Mapping) else {}


def _was_missing(browser: Mapping[str, Any]) -> bool:
    """Tell whether a record owns up to having had no browser, in words, and claims nothing that only one could have found."""
    return browser.get("engine") == NO_ENGINE and bool(browser.get("limitation")) and not browser.get("pages") and not browser.get("browser")
