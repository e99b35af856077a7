"""tool.ideation.personas: three to five personas from the actors and the roles of any product."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.personas import personas
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `personas`. Raises MissingInput without a DomainModel."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    return rule_tool("tool.ideation.personas", version="1.1.0", compute=lambda: {"personas": personas(model)})
