"""tool.ideation.abuseSeeds: the abuse that personal data, steps, open forms and each typed rule invite."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.abuses import abuse_cases
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `abuse_cases`. Raises MissingInput without a DomainModel."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    return rule_tool("tool.ideation.abuseSeeds", version="1.1.0", compute=lambda: {"abuse_cases": abuse_cases(model)})
