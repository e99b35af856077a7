"""UXFlowAgent: writes the screens, and the way through them for every story."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import write
from phases.sandboxed.planning.screens import ux_flows


def run(ctx: Context) -> dict[str, Any]:
    """Write UXFlows; the result says how many screens and flows. Raises MissingInput."""
    content = ux_flows(DomainModel.from_json(ctx.read("DomainModel")), ctx.read("UserStories"))
    write(ctx, "UXFlows", content)
    return {"screens": len(content["screens"]), "flows": len(content["flows"])}
