"""AssumptionChallengerAgent: questions every assumption recorded so far and every rule that nothing checks, and says how each could be tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Given, given, rule_says, write
from phases.sandboxed.planning.wording import listed, lower

ORIGINS = ("IdeaSpec", "DiscoveryPack")
_NUMBER = re.compile(r"\d|\b(one|two|three|ten|fifty|hundred|thousand)\b")
_TESTS = {
    "rule": "Show the screens of {things} to one {actor}, and ask what is missing.",
    "number": "Count {things} in the beta, and compare with the number.",
    "unknown": "Ask three people of the kind {actor} about {things} in the beta, and record their answers.",
    "statement": "Ask one {actor} how they would notice that it is broken; if by a number, a time or a role, write it as a rule on {things}.",
}
_CONSEQUENCES = {
    "rule": "Fields of {things}, or people who work with them, are added or removed; the records kept so far stay.",
    "number": "The service with {things} is measured again with the counted number, and moved to a larger machine if it fails.",
    "unknown": "What is said of {things} is changed before more is built.",
    "statement": "It stays with the people, or becomes a check on {things}.",
}


def run(ctx: Context) -> dict[str, Any]:
    """Write Assumptions; return how many were questioned and how many stay open. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    entries = [*_of_origins(ctx, model), *_of_statements(domain, model)]
    numbered = [{"id": f"A-{number:02}", **entry} for number, entry in enumerate(entries, 1)]
    write(ctx, "Assumptions", {"assumptions": numbered})
    return {"assumptions": len(numbered), "open": sum(entry["status"] == "open" for entry in numbered)}


def _of_origins(ctx: Context, model: DomainModel) -> Iterator[dict[str, Any]]:
    for origin in ORIGINS:
        content = ctx.read(origin)
        for index, entry in enumerate(content["assumptions"]):
            source = content.get("sources", {}).get(f"/assumptions/{index}/text", {})
            kind = "rule" if source.get("kind") == "rule" else "unknown"
            manner = "number" if kind == "unknown" and _NUMBER.search(entry["text"]) else kind
            yield _challenge(f"{origin} {entry['id']}", kind, manner, entry["text"], model)


def _of_statements(domain: Given, model: DomainModel) -> Iterator[dict[str, Any]]:
    """Yield the rules in words that no program can tell: each is an assumption that somebody will keep it."""
    for index, rule in enumerate(model.rules):
        if not rule.checkable:
            yield _challenge(f"DomainModel {rule.id}", "statement", "statement", domain.quote(f"/rules/{index}/text"), model)


def _challenge(origin: str, kind: str, manner: str, text: str, model: DomainModel) -> dict[str, Any]:
    touched = touches(text, model)
    named = {entity.id: lower(entity.plural) for entity in model.entities}
    things = listed(named[id] for id in touched) or (lower(model.entities[0].plural) if model.entities else "the records")
    words = {"things": things, "actor": lower(model.actors[0].name) if model.actors else "user"}
    return {
        "origin": origin,
        "kind": kind,
        "text": text,
        "challenge": rule_says(f"challenge.{manner}"),
        "touches": touched,
        "test": _TESTS[manner].format(**words),
        "consequence": _CONSEQUENCES[manner].format(**words),
        "status": "kept by rule" if kind == "rule" else "open",
    }


def touches(text: str, model: DomainModel) -> list[str]:
    """Return the ids of the things that a text names, in singular or plural."""
    said = text.lower()
    return [
        entity.id for entity in model.entities if any(re.search(rf"\b{re.escape(name.lower())}\b", said) for name in (entity.name, entity.plural))
    ]
