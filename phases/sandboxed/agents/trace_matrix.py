"""TraceMatrixAgent: ties every requirement to its stories, screens, endpoints and planned tests."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.tracing import trace_matrix


def run(ctx: Context) -> dict[str, Any]:
    """Write the RTM; the result says how many rows it has. Raises MissingInput."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    content = trace_matrix(model, ctx.read("PRD"), ctx.read("UserStories"), ctx.read("UXFlows"), ctx.read("NFRs"))
    ctx.write("RTM", content)
    return {"rows": len(content["rows"])}
