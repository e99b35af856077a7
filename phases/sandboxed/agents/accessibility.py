"""AccessibilityAgent: has the served pages audited by written rules, and by axe in a browser where there is one; says what neither can tell."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import rule_says, write
from phases.sandboxed.quality.telling import figures, identity

TOOL = "tool.qa.accessibility"
# what needs eyes, ears or hands: no rule here stands for them
NOT_CHECKED = ("1.2", "1.3.2", "1.4.5", "1.4.10", "1.4.12", "2.1.1", "2.1.2", "2.4.4", "3.2.1", "3.3.3", "4.1.3")


def run(ctx: Context) -> dict[str, Any]:
    """Write A11yAudit; the result says how many violations there are. Raises MissingInput without a product."""
    report = ctx.call_tool(TOOL)
    data = report["data"]
    rules = [{**rule, "asks": rule_says(rule["id"])} for rule in data.get("rules", ())]
    content = {
        **identity(report),
        "standard": "WCAG 2.2, the parts of level A and AA that written rules can check",
        "pages": data.get("pages", []),
        "rules": rules,
        "violations": data.get("violations", []),
        "violations_count": data.get("a11y_violations"),
        "not_checked": list(NOT_CHECKED),
        "statements": figures(
            report,
            ("/data/pages_count", "{} served pages were audited."),
            ("/data/rules_count", "{} written rules were held against each page."),
            ("/data/a11y_violations", "{} violations were found."),
        ),
        "browser": report["measured"].get("browser"),
        # one sentence from one place, whatever the machine has: where a claim comes from is no volatile part
        "figures": figures(report, ("/measured/browser/told", "{}")),
    }
    write(ctx, "A11yAudit", content)
    return {"violations": data.get("a11y_violations"), "outcome": report["outcome"]}
