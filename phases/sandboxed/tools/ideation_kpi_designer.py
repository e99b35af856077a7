"""tool.ideation.kpiDesigner: measures of success that the product's own records can answer."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.kpis import kpis
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `kpis`. Raises MissingInput without a DomainModel."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    return rule_tool("tool.ideation.kpiDesigner", version="1.1.0", compute=lambda: {"kpis": kpis(model)})
