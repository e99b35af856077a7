"""ArchitectureAgent: writes the outline: components, decisions with their alternatives, and how each quality is answered."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.components import arch_outline
from phases.sandboxed.planning.pictures import entry_picture, life_pictures, parts_picture, publish


def run(ctx: Context) -> dict[str, Any]:
    """Write the ArchOutline and its pictures; the result says how many components and decisions it has. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    content = arch_outline(model, domain, ctx.read("NFRs"))
    pictures = publish(ctx, [parts_picture(model, content["components"]), *life_pictures(model), entry_picture(model)])
    write(ctx, "ArchOutline", {**content, "pictures": pictures})
    return {"components": len(content["components"]), "decisions": len(content["decisions"])}
