"""PricingAgent: names inputs and formulas, has tool.biz.model execute them, and writes the pricing model from its results."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning import pricing
from phases.sandboxed.planning.claims import given, write


def run(ctx: Context) -> dict[str, Any]:
    """Write the PricingModel; the result says its break-even. Raises MissingInput."""
    domain, stories = given(ctx, "DomainModel"), given(ctx, "UserStories")
    model = DomainModel.from_json(domain.content)
    entries = pricing.inputs(model, domain, stories, str(ctx.idea.get("text", "")))
    report = ctx.call_tool(pricing.TOOL, pricing.question(entries))
    content = pricing.pricing_model(model, stories, entries, report)
    write(ctx, "PricingModel", content)
    return {"break_even_customers": content["break_even"]["customers"]}
