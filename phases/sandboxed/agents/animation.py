"""AnimationAgent: has the movement of the served style sheets measured: how long, and spared to whom."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import rule_says, write
from phases.sandboxed.quality.telling import figures, identity

TOOL = "tool.aesthetic.motion"


def run(ctx: Context) -> dict[str, Any]:
    """Write MotionReview over the commit that qa left; the result has the longest movement. Raises MissingInput without a product."""
    report = ctx.call_tool(TOOL)
    data = report["data"]
    content = {
        **identity(report),
        "moves": data.get("moves", []),
        "reduced_motion": data.get("reduced_motion"),
        "rules": [rule_says("aesthetic.motion.gentle"), rule_says("aesthetic.motion.short")],
        "statements": figures(
            report,
            ("/data/moves_count", "{} rules of the style sheet move something."),
            ("/data/longest_move_ms", "The longest of these movements takes {} ms."),
        ),
    }
    write(ctx, "MotionReview", content)
    return {"longest_move_ms": data.get("longest_move_ms"), "outcome": report["outcome"]}
