"""tool.intake.priorart: what people use today, from the lexicon. It searches nothing: there is no network, and it says so."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.lexicon import alternatives
from phases.sandboxed.author.reading import read_idea
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `alternatives` (names), `rule` (where they are written) and `searched` (always false offline)."""

    def compute() -> dict[str, Any]:
        rule, names = alternatives(read_idea(ctx.idea).model.domain)
        return {"alternatives": list(names), "rule": rule, "searched": False}

    return rule_tool("tool.intake.priorart", version="1.0.0", compute=compute)
