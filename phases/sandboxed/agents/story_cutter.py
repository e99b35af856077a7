"""StoryCutterAgent: cuts the domain model into user stories with acceptance criteria."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import given, write
from phases.sandboxed.planning.stories import user_stories


def run(ctx: Context) -> dict[str, Any]:
    """Write UserStories; the result says how many. Raises MissingInput without a DomainModel."""
    domain = given(ctx, "DomainModel")
    content = user_stories(DomainModel.from_json(domain.content), domain)
    write(ctx, "UserStories", content)
    return {"stories": len(content["stories"])}
