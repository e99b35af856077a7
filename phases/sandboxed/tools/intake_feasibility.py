"""tool.intake.feasibility: whether one small service can be made of what was read; from the DomainModel, not from an agent's word."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.feasibility import assess
from phases.sandboxed.author.statements import split
from phases.sandboxed.context import Context
from phases.sandboxed.planning.evidence import about


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport about the DomainModel: `feasibility`, `checks`, `blockers`, `blockers_count`, `limits`. Raises MissingInput."""
    content = ctx.read("DomainModel")
    model = DomainModel.from_json(content)
    told = " ".join(entry.text for entry in split(ctx.idea) if not entry.to_the_reader)
    return rule_tool("tool.intake.feasibility", version="1.0.0", compute=lambda: {**assess(model, told), **about(content)})
