"""TechStackAgent: the smallest technical means that suffice, each with the rule that says why."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.sourcing import Draft, by_artifact, by_rule
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules

_CHOICES = (
    ("language", "Python, standard library"),
    ("web", "WSGI, server-rendered pages"),
    ("database", "SQLite"),
    ("interface", "REST with OpenAPI"),
    ("delivery", "container image, CI workflow"),
)


def run(ctx: Context) -> dict[str, Any]:
    """Write the TechStack; return the number of choices. What Feasibility limits is repeated as a limit of the means."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    draft = Draft()
    for concern, choice in _CHOICES:
        rule = f"ideation.tech.{concern}"
        draft.add("choices", {"concern": concern, "choice": choice, "text": rules()[rule]}, text=by_rule(rule))
    for index, entity in enumerate(model.entities):
        text = f"One table and one resource hold {entity.plural.lower()}."
        draft.add(
            "choices",
            {"concern": f"storage of {entity.id}", "choice": "one table, one resource", "text": text},
            text=by_artifact("DomainModel", f"/entities/{index}/plural", entity.plural),
        )
    for index, limit in enumerate(ctx.read("Feasibility")["limitations"]):
        draft.add(
            "choices",
            {"concern": f"limit: {limit['id']}", "choice": "left to people or to others", "text": limit["text"]},
            text=by_artifact("Feasibility", f"/limitations/{index}/text", limit["text"]),
        )
    ctx.write("TechStack", draft.content, sources=draft.sources)
    return {"choices": len(draft.content["choices"])}
