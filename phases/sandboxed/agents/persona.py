"""PersonaAgent: three to five personas: the actors of the idea, then roles that any product has. No invented biographies."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.sourcing import Draft, by_artifact, by_rule
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules

_NEEDS = "ideation.persona.actor_needs"


def run(ctx: Context) -> dict[str, Any]:
    """Write Personas; return how many there are."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    draft = Draft()
    for persona in ctx.call_tool("tool.ideation.personas")["data"]["personas"]:
        if persona["kind"] == "actor":
            _add_actor(draft, model, persona)
        else:
            _add_role(draft, persona)
    draft.lists("personas")
    ctx.write("Personas", draft.content, sources=draft.sources)
    return {"personas": len(draft.content["personas"])}


def _add_actor(draft: Draft, model: DomainModel, persona: dict[str, Any]) -> None:
    """Add an actor: what the model says of it, and what it does there; an actor without own actions keeps the records."""
    number = [actor.id for actor in model.actors].index(persona["actor"])
    goals = [
        (model.actions[index].phrase, by_artifact("DomainModel", f"/actions/{index}/phrase", model.actions[index].phrase))
        for index in persona["goals"]
    ] or [(f"{persona['name']} sees and corrects own records.", by_rule(_NEEDS))]
    role = model.actors[number].description
    entry = {**persona, "role": role, "goals": [text for text, _ in goals], "needs": [rules()[_NEEDS]]}
    pointer = draft.add("personas", entry, role=by_artifact("DomainModel", f"/actors/{number}/description", role))
    draft.sources |= {f"{pointer}/goals/{index}": source for index, (_, source) in enumerate(goals)}
    draft.sources[f"{pointer}/needs/0"] = by_rule(_NEEDS)


def _add_role(draft: Draft, persona: dict[str, Any]) -> None:
    """Add a role: its rule reads `role: needs …, and wants …`."""
    rule = f"ideation.persona.{persona['id']}"
    role, _, rest = rules()[rule].partition(": needs ")
    needs, _, wants = rest.partition(", and wants ")
    pointer = draft.add("personas", {**persona, "role": f"{role}.", "goals": [f"Wants {wants}"], "needs": [f"Needs {needs}."]}, role=by_rule(rule))
    draft.sources |= {f"{pointer}/goals/0": by_rule(rule), f"{pointer}/needs/0": by_rule(rule)}
