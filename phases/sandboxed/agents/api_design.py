"""APIDesignAgent: publishes the product's OpenAPI document and has it checked by tool.arch.openapiCheck."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.interface import openapi


def run(ctx: Context) -> dict[str, Any]:
    """Write OpenAPI; the result says how many operations it has. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    content = openapi(DomainModel.from_json(domain.content), domain, ctx.read("UserStories"))
    write(ctx, "OpenAPI", content)
    ctx.call_tool("tool.arch.openapiCheck")
    return {"operations": len(content["operations"])}
