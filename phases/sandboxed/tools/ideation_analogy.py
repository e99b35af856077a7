"""tool.ideation.analogy: other domains of the lexicon whose things take the same steps."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.strategy import analogies
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `analogies`. Raises MissingInput without a DomainModel."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    return rule_tool("tool.ideation.analogy", version="1.0.0", compute=lambda: {"analogies": analogies(model)})
