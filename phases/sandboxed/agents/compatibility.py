"""CompatibilityAgent: has the product tried under every Python of the machine and in a bare environment, and its markup checked."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import rule_says, write
from phases.sandboxed.quality.telling import figures, identity

TOOL = "tool.qa.compatibility"
RULES = (
    "qa.html.wellformed",
    "qa.html.encoding",
    "qa.html.obsolete",
    "qa.html.nesting",
    "qa.html.external",
    "qa.python.supported",
    "qa.environment.bare",
)


def run(ctx: Context) -> dict[str, Any]:
    """Write CompatibilityReport; the result says how many failures there are. Raises MissingInput without a product."""
    report = ctx.call_tool(TOOL)
    data, measured = report["data"], report["measured"]
    content = {
        **identity(report),
        "rules": [{"id": rule, "asks": rule_says(rule)} for rule in RULES],
        "pythons": measured.get("suites", []),
        "pythons_absent": measured.get("versions_absent", []),
        "suites_failed": data.get("suites_failed"),
        "markup": data.get("markup", []),
        "external": data.get("external", []),
        "broken_links": data.get("broken", []),
        "browsers": "not tried: this report reads markup; what was opened in a browser stands in A11yAudit",
        "statements": figures(
            report,
            ("/data/suites_failed", "The suite failed under {} of the Pythons that were there."),
            ("/data/markup_slips", "{} slips were found in the markup of the pages."),
            ("/data/external_resources", "{} resources come from other hosts."),
            ("/data/broken_links", "{} links or loaded files lead nowhere."),
        ),
    }
    write(ctx, "CompatibilityReport", content)
    return {"failures": data.get("compatibility_failures"), "outcome": report["outcome"]}
