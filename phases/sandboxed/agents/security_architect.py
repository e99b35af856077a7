"""SecurityArchitectAgent: classifies every field and writes the threats to every kind of record, with what is done against each."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.threats import security_design


def run(ctx: Context) -> dict[str, Any]:
    """Write the SecurityDesign; the result says how many threats and private fields it names. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    content = security_design(DomainModel.from_json(domain.content), domain)
    write(ctx, "SecurityDesign", content)
    return {"threats": len(content["threats"]), "private_fields": len(content["privacy"])}
