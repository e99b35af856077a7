"""AssumptionChallengerAgent: questions every assumption recorded so far and every rule that nothing checks, and says how each could be tested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Given, given, rule_says, write
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import pattern

ORIGINS = ("IdeaSpec", "DiscoveryPack")
_NUMBER = re.compile(r"\d|\b(one|two|three|ten|fifty|hundred|thousand|zwei|drei|zehn|fünfzig|hundert|tausend)\b")
_TESTS = {
    "rule": pattern("Show the screens of {things} to one {actor:one}, and ask what is missing."),
    "number": pattern("Count {things} in the beta, and compare with the number."),
    "unknown": pattern("Ask three people of the kind {actor:one} about {things} in the beta, and record their answers."),
    "statement": pattern(
        "Ask one {actor:one} how they would notice that it is broken; if by a number, a time or a role, write it as a rule on {things}."
    ),
}
_CONSEQUENCES = {
    "rule": pattern("Fields of {things}, or people who work with them, are added or removed; the records kept so far stay."),
    "number": pattern("The service with {things} is measured again with the counted number, and moved to a larger machine if it fails."),
    "unknown": pattern("What is said of {things} is changed before more is built."),
    "statement": pattern("It stays with the people, or becomes a check on {things}."),
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
    touched, speech = touches(text, model), speech_of(model)
    named = {entity.id: f"{speech.thing(entity):many}" for entity in model.entities}
    things = speech.listed(named[id] for id in touched) or next(iter(named.values()), speech.say("the records"))
    actor = speech.person(model.actors[0].name if model.actors else speech.say("user"))
    return {
        "origin": origin,
        "kind": kind,
        "text": text,
        "challenge": rule_says(speech.rule(f"challenge.{manner}")),
        "touches": touched,
        "test": speech.say(_TESTS[manner], things=things, actor=actor),
        "consequence": speech.say(_CONSEQUENCES[manner], things=things, actor=actor),
        "status": "kept by rule" if kind == "rule" else "open",
    }


def touches(text: str, model: DomainModel) -> list[str]:
    """Return the ids of the things that a text names, in singular or plural."""
    said = text.lower()
    return [
        entity.id for entity in model.entities if any(re.search(rf"\b{re.escape(name.lower())}\b", said) for name in (entity.name, entity.plural))
    ]
