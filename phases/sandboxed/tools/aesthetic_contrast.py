"""tool.aesthetic.contrast: the contrast of every text with what lies behind it, in the cascade of the served pages."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.quality.appearance import contrast
from phases.sandboxed.quality.crew import Crew
from phases.sandboxed.quality.serving import Found, over_the_service
from phases.sandboxed.quality.visiting import visit

TOOL, VERSION = "tool.aesthetic.contrast", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree} and {pairs, pairs_count, contrast_ratio, unreadable_colours}."""
    return over_the_service(
        ctx,
        TOOL,
        version=VERSION,
        command="visit every page; contrast by the cascade",
        measure=_measure,
    )


def _measure(ctx: Context, crew: Crew, resources: tuple[Resource, ...]) -> Found:
    return Found(data=contrast(visit(crew, resources)))
