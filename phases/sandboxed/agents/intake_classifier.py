"""IntakeClassifierAgent: which domain the idea belongs to, by which of its own words."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.reading import GENERAL, evidence, read_idea
from phases.sandboxed.author.sentences import said
from phases.sandboxed.author.sourcing import Draft, by_idea
from phases.sandboxed.context import Context


def run(ctx: Context) -> dict[str, Any]:
    """Write the Classification; return its domain."""
    normal = ctx.call_tool("tool.intake.normalizer")["data"]
    ontology = ctx.call_tool("tool.intake.ontology")["data"]
    draft = Draft()
    reading = read_idea(ctx.idea)
    language = reading.model.language
    for word, pointer in evidence(reading, ontology["domain"]):
        text = said("evidence", language, word=word, domain=ontology["domain"])
        draft.add("evidence", {"word": word, "text": text}, text=by_idea(pointer, word))
    draft.lists("evidence")
    kind = "nothing"
    if ontology["named_entities"] or ontology["domain"] != GENERAL:
        kind = "product" if ontology["domain"] != GENERAL else "things"
    draft.content |= {"domain": ontology["domain"], "kind": kind, "language": language}
    draft.content |= {"statements": len(normal["statements"]), "asides": normal["asides"]}
    ctx.write("Classification", draft.content, sources=draft.sources)
    return {"domain": ontology["domain"], "kind": kind}
