"""NFRsAgent: writes the qualities that qa and security will measure, each with its number and unit."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning import qualities
from phases.sandboxed.planning.claims import given, write


def run(ctx: Context) -> dict[str, Any]:
    """Write NFRs; the result says how many. Raises MissingInput without a DomainModel."""
    domain = given(ctx, "DomainModel")
    content = qualities.nfrs(DomainModel.from_json(domain.content), domain, str(ctx.idea.get("text", "")))
    write(ctx, "NFRs", content)
    return {"nfrs": len(content["nfrs"])}
