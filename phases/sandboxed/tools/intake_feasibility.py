"""tool.intake.feasibility: whether one small service can and may be made of what was read; from the DomainModel, not from an agent's word."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.feasibility import assess
from phases.sandboxed.author.statements import split
from phases.sandboxed.author.verdict import judge
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `feasibility`, `checks`, `blockers`, `blockers_count`, `limits`, `verdict`, `clashes` and their count.

    Raises MissingInput.
    """
    model = DomainModel.from_json(ctx.read("DomainModel"))
    told = [entry for entry in split(ctx.idea) if not entry.to_the_reader]

    def compute() -> dict[str, Any]:
        verdict, clashes = judge(model, told)
        found = {"verdict": verdict, "clashes": [clash.to_json() for clash in clashes], "clashes_count": len(clashes)}
        return {**assess(model, " ".join(entry.text for entry in told)), **found}

    return rule_tool("tool.intake.feasibility", version="1.1.0", compute=compute)
