"""MetricsAgent: writes the metrics that tell whether the product works, each counted from an operation of its interface."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.success import metrics_plan


def run(ctx: Context) -> dict[str, Any]:
    """Write the MetricsPlan; the result says how many metrics it has. Raises MissingInput."""
    content = metrics_plan(DomainModel.from_json(ctx.read("DomainModel")), given(ctx, "UserStories"))
    write(ctx, "MetricsPlan", content)
    return {"metrics": len(content["metrics"])}
