"""tool.intake.normalizer: the idea cut into numbered statements, with what was set aside."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.statements import split
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `statements` ({number, pointer, role, text}), `asides` (numbers) and `words`."""

    def compute() -> dict[str, Any]:
        said = split(ctx.idea)
        return {
            "statements": [{"number": entry.number, "pointer": entry.pointer, "role": entry.role, "text": entry.text} for entry in said],
            "asides": [entry.number for entry in said if entry.to_the_reader],
            "words": sum(len(entry.text.split()) for entry in said),
        }

    return rule_tool("tool.intake.normalizer", version="1.0.0", compute=compute)
