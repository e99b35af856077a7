"""GTMAgent: writes the way to the market: positioning, messages, channels, and stages that each end by a number."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.business import gtm_plan
from phases.sandboxed.planning.claims import given, write


def run(ctx: Context) -> dict[str, Any]:
    """Write the GTMPlan; the result says how many stages it has. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    personas = given(ctx, "Personas") if ctx.refs("Personas") else None
    content = gtm_plan(DomainModel.from_json(domain.content), domain, given(ctx, "UserStories"), personas)
    write(ctx, "GTMPlan", content)
    return {"stages": len(content["stages"])}
