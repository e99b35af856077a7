"""ArchitectureAgent: writes the outline: components, decisions with their alternatives, and how each quality is answered."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.components import arch_outline


def run(ctx: Context) -> dict[str, Any]:
    """Write the ArchOutline; the result says how many components and decisions it has. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    content = arch_outline(DomainModel.from_json(domain.content), domain, ctx.read("NFRs"))
    write(ctx, "ArchOutline", content)
    return {"components": len(content["components"]), "decisions": len(content["decisions"])}
