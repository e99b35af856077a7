"""InfrastructureAgent: writes how the product will run: services, storage, environments, pipeline, and what is watched."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.infrastructure import infra_plan


def run(ctx: Context) -> dict[str, Any]:
    """Write the InfraPlan; the result says how many services it has. Raises MissingInput."""
    pricing = given(ctx, "PricingModel") if ctx.refs("PricingModel") else None
    content = infra_plan(DomainModel.from_json(ctx.read("DomainModel")), given(ctx, "NFRs"), pricing)
    write(ctx, "InfraPlan", content)
    return {"services": len(content["services"])}
