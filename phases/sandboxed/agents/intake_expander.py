"""IntakeExpanderAgent: the idea spelled out: the domain model, the spec with its doubts and assumptions, the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.ambiguity import doubts
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.reading import read_idea
from phases.sandboxed.author.readings import CHANGES, Reading
from phases.sandboxed.author.sentences import inside, said
from phases.sandboxed.author.sourcing import Draft, by_artifact, by_idea, by_rule
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules

STEM = 4


def run(ctx: Context) -> dict[str, Any]:
    """Write DomainModel, IdeaSpec and Glossary, in this order, since the later ones cite the model; return their sizes."""
    reading = read_idea(ctx.idea)
    ctx.write("DomainModel", reading.model.to_json(), sources=reading.sources)
    spec = _spec(reading)
    ctx.write("IdeaSpec", spec.content, sources=spec.sources)
    glossary = _glossary(reading.model)
    ctx.write("Glossary", glossary.content, sources=glossary.sources)
    return {"entities": len(reading.model.entities), "doubts": len(spec.content["ambiguities"]), "terms": len(glossary.content["terms"])}


def _kind(statement: Statement, reading: Reading) -> str:
    if statement.to_the_reader:
        return "aside"
    quoted = [source["quote"] for pointer, source in reading.sources.items() if pointer.startswith("/rules/")]
    if any(quote in statement.text for quote in quoted):
        return "rule"
    qualities = [source["quote"] for pointer, source in reading.sources.items() if pointer.startswith("/qualities/")]
    return "quality" if statement.number > 1 and any(word in statement.text for word in qualities) else "goal"


def _spec(reading: Reading) -> Draft:
    model, draft = reading.model, Draft()
    draft.content |= {"title": model.title, "domain": model.domain, "language": model.language}
    draft.put("summary", model.summary, reading.sources.get("/summary"))
    for statement in reading.statements:
        entry = {"id": f"S-{statement.number:02}", "kind": _kind(statement, reading), "text": statement.text}
        draft.add("statements", entry, text=by_idea(statement.pointer, statement.text))
    for index, entity in enumerate(model.entities):
        text = said("included", model.language, plural=inside(entity.plural, model.language), name=inside(entity.name, model.language))
        source = reading.sources[f"/entities/{index}/description"]
        draft.add(
            "included",
            {"entity": entity.id, "text": text},
            text=source if _names(source, entity.name) else by_artifact("DomainModel", f"/entities/{index}/name", entity.name),
        )
    for mention in reading.excluded:
        entry = {"name": mention.key, "text": said("excluded", model.language, quote=mention.quote)}
        draft.add("excluded", entry, text=by_idea(mention.pointer, mention.quote))
    for doubt in sorted(doubts(reading.statements), key=lambda doubt: CHANGES.index(doubt.changes)):
        entry = {"statement": doubt.statement, "word": doubt.word, "kind": doubt.kind, "resolution": rules()[doubt.rule] if doubt.rule else ""}
        entry["changes"] = doubt.changes
        draft.add("ambiguities", entry, **({"resolution": by_rule(doubt.rule)} if doubt.rule else {}))
    ranked = sorted(reading.questions, key=lambda question: CHANGES.index(question.changes))
    for rank, question in enumerate(ranked, 1):
        place = {"rank": rank, "changes": question.changes}
        draft.add("questions", {"id": question.id, "text": question.text, **place})
        assumption = {"id": question.id.replace("Q", "A"), "question": question.id, "text": question.answer, **place}
        draft.add("assumptions", assumption, text=question.source)
    draft.lists("statements", "included", "excluded", "ambiguities", "questions", "assumptions")
    return draft


def _names(source: Mapping[str, Any], name: str) -> bool:
    """Tell whether a source quotes words of the idea that name the thing; `melden sich an` supports a registration without its name."""
    return source["kind"] == "idea" and name.lower()[:STEM] in source["quote"].lower()


def _glossary(model: DomainModel) -> Draft:
    draft = Draft()
    for key, kind in (("actors", "actor"), ("entities", "thing")):
        for index, entry in enumerate(getattr(model, key)):
            source = by_artifact("DomainModel", f"/{key}/{index}/description", entry.description)
            draft.add("terms", {"term": entry.name, "kind": kind, "definition": entry.description}, definition=source)
    for index, entity in enumerate(model.entities):
        for number, step in enumerate(entity.states.transitions if entity.states else ()):
            name, spoken = inside(entity.name, model.language), (step.label or step.action).lower()
            definition = said("step", model.language, action=spoken, name=name, source=step.source, target=step.target)
            key, word = ("label", step.label) if step.label else ("action", step.action)
            source = by_artifact("DomainModel", f"/entities/{index}/states/transitions/{number}/{key}", word)
            entry = {"term": said("step_term", model.language, step=spoken.capitalize(), name=name), "kind": "step", "definition": definition}
            draft.add("terms", entry, definition=source)
    for index, quantity in enumerate(model.quantities):
        if all(entry["term"] != quantity.unit for entry in draft.content.get("terms", ())):
            source = by_artifact("DomainModel", f"/quantities/{index}/phrase", quantity.phrase)
            definition = said("unit", model.language, unit=quantity.unit, phrase=quantity.phrase)
            draft.add("terms", {"term": quantity.unit, "kind": "unit", "definition": definition}, definition=source)
    draft.lists("terms")
    return draft
