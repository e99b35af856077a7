"""tool.aesthetic.motion: what moves by the served style sheets, for how long, and whether people can be spared it."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.appearance import motion
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.visiting import visit

TOOL, VERSION = "tool.aesthetic.motion", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree} and {moves, moves_count, longest_move_ms, reduced_motion}."""
    return over_the_service(
        ctx,
        TOOL,
        version=VERSION,
        command="visit every page; what its style sheets move",
        measure=_measure,
    )


def _measure(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    return Found(data=motion(visit(crew, resources)))
