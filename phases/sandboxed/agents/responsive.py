"""ResponsiveAgent: has the served pages checked for narrow screens: viewport, fixed widths, what flows."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import rule_says, write
from phases.sandboxed.quality.telling import figures, identity

TOOL = "tool.aesthetic.layout"


def run(ctx: Context) -> dict[str, Any]:
    """Write ResponsiveReview over the commit that qa left; the result has the fixed widths. Raises MissingInput without a product."""
    report = ctx.call_tool(TOOL)
    data = report["data"]
    content = {
        **identity(report),
        "pages_without_viewport": data.get("pages_without_viewport", []),
        "fixed_widths": data.get("fixed_widths", []),
        "media_queries": data.get("media_queries", []),
        "fluid": data.get("fluid", []),
        "rules": [rule_says("aesthetic.layout.narrow"), rule_says("aesthetic.layout.viewport")],
        "statements": figures(
            report,
            ("/data/viewport_missing", "{} pages lack the viewport of the device."),
            ("/data/fixed_widths_count", "{} widths are fixed above 320 px."),
        ),
    }
    write(ctx, "ResponsiveReview", content)
    return {"fixed_widths": data.get("fixed_widths_count"), "outcome": report["outcome"]}
