"""What the first release does and what it leaves out, each with its reason. Used by the requirements document."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import step_deed
from phases.sandboxed.planning.claims import Given, by_rule
from phases.sandboxed.planning.stories import asked_by, chosen, goal, implied_actions, parted, readings
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.speech import saying, speech_of

MONEY = frozenset({"usd", "eur", "gbp", "$", "€", "£", "dollar", "dollars", "euro", "euros", "pound", "pounds"})


def scope(model: DomainModel, domain: Given) -> dict[str, Any]:
    """Return what is in and out of the first release, with claims."""
    implied = implied_actions(domain)
    return {"included": [goal(candidate) for candidate in chosen(model, implied)], "excluded": _excluded(model, domain)}


def _excluded(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    return [*_impossible(model, domain), *_beyond(model, domain), *_payments(model)]


def _impossible(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    found = []
    for reading in readings(model):
        if reading.action is None:
            entity = model.entity(reading.source.entity)
            say, deed = saying(entity, model), step_deed(entity, reading.source.verb, speech_of(model))
            what, phrase = say("{deed} {it:many}", deed=deed), sentence(reading.source.phrase)[:-1]
            text = say("{phrase}: no operation on kept records does this, so the first release leaves it out.", phrase=phrase)
            reason = domain.claim(text, f"/actions/{reading.index}/phrase")
            found.append({"answers": [reading.source.id], "what": what, "reason": reason})
    return found


def _beyond(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    """Return, as one entry, the operations that have no story of their own; each is there all the same, as every kept thing has it."""
    _, left = parted(model, implied_actions(domain))
    if not left:
        return []
    asked = asked_by(model)
    answers = [id for candidate in left for id in asked.get((candidate.resource.id, candidate.action), [])]
    speech = speech_of(model)
    what = speech.listed(goal(candidate) for candidate in left)
    reason = by_rule(speech.say("Without a story of its own: {what}.", what=what), speech.rule("prd.scope.capacity"))
    return [{"answers": answers, "what": what, "reason": reason}]


def _payments(model: DomainModel) -> list[dict[str, Any]]:
    found = []
    for resource in resources_of(model):
        say, speech = saying(resource), speech_of(model)
        amounts = [speech.label(field.label) for field in resource.fields if field.unit.lower() in MONEY]
        if amounts:
            text = say("The {fields} of {it:many} is kept as a number; no money is moved.", fields=speech.listed(amounts))
            reason = by_rule(text, speech.rule("prd.scope.payments"))
            found.append({"answers": [], "what": say("payments for {it:many}"), "reason": reason})
    return found
