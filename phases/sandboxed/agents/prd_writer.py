"""PRDWriterAgent: writes the requirements document from the stories, the domain model and the idea's own constraints."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.requirements import prd


def run(ctx: Context) -> dict[str, Any]:
    """Write the PRD; the result says how many requirements it has. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    personas = given(ctx, "Personas") if ctx.refs("Personas") else None
    content = prd(
        DomainModel.from_json(domain.content),
        domain,
        given(ctx, "UserStories"),
        personas,
        ctx.idea,
        nfrs=[entry["id"] for entry in ctx.read("NFRs")["nfrs"]],
        screens=[screen["id"] for screen in ctx.read("UXFlows")["screens"]],
    )
    write(ctx, "PRD", content)
    return {"requirements": len(content["requirements"]), "constraints": len(content["constraints"])}
