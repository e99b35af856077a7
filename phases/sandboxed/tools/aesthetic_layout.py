"""tool.aesthetic.layout: whether the served pages fit a narrow screen."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.appearance import layout
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.visiting import visit

TOOL, VERSION = "tool.aesthetic.layout", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree} and {pages_without_viewport, fixed_widths, media_queries, fluid, …}."""
    return over_the_service(ctx, TOOL, version=VERSION, command="visit every page; viewport and widths", measure=_measure)


def _measure(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    return Found(data=layout(visit(crew, resources)))
