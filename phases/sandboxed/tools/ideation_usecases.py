"""tool.ideation.usecases: the use cases that follow from the actions of the domain model."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.usecases import use_cases
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `use_cases`. Raises MissingInput without a DomainModel."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    return rule_tool("tool.ideation.usecases", version="1.1.0", compute=lambda: {"use_cases": use_cases(model)})
