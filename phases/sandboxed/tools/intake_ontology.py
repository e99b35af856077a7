"""tool.intake.ontology: which domain the idea belongs to, and which of its things the lexicon knows."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.executed import rule_tool
from phases.sandboxed.author.reading import read_idea
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport with `domain`, `entities` and `actors` (ids), split into what the idea names and what rules add."""

    def compute() -> dict[str, Any]:
        reading = read_idea(ctx.idea)
        model = reading.model
        return {
            "domain": model.domain,
            "named_entities": list(reading.named_entities),
            "added_entities": [entity.id for entity in model.entities if entity.id not in reading.named_entities],
            "named_actors": list(reading.named_actors),
            "added_actors": [actor.id for actor in model.actors if actor.id not in reading.named_actors],
        }

    return rule_tool("tool.intake.ontology", version="1.0.0", compute=compute)
