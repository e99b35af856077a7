"""IntakeClassifierAgent: which domain the idea belongs to, by which of its own words."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.reading import GENERAL, evidence, read_idea
from phases.sandboxed.author.sourcing import Draft, by_idea
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Write the Classification; return its domain."""
    normal = ctx.call_tool("tool.intake.normalizer")["data"]
    ontology = ctx.call_tool("tool.intake.ontology")["data"]
    draft = Draft()
    for word, pointer in evidence(read_idea(ctx.idea).statements, ontology["domain"]):
        draft.add("evidence", {"word": word, "text": f"“{word}” points at the domain {ontology['domain']}."}, text=by_idea(pointer, word))
    draft.lists("evidence")
    kind = "nothing"
    if ontology["named_entities"] or ontology["domain"] != GENERAL:
        kind = "product" if ontology["domain"] != GENERAL else "things"
    draft.content |= {"domain": ontology["domain"], "kind": kind, "language": "en"}
    draft.content |= {"statements": len(normal["statements"]), "asides": normal["asides"]}
    ctx.write("Classification", draft.content, sources=draft.sources)
    return {"domain": ontology["domain"], "kind": kind}
