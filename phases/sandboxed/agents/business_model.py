"""BusinessModelAgent: writes the business model on one page."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.business import biz_pack
from phases.sandboxed.planning.claims import given, write


def run(ctx: Context) -> dict[str, Any]:
    """Write the BizPack; the result says how many segments it serves. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    content = biz_pack(DomainModel.from_json(domain.content), domain, given(ctx, "PRD"), given(ctx, "UserStories"))
    write(ctx, "BizPack", content)
    return {"segments": len(content["segments"])}
