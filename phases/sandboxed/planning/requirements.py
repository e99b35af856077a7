"""The requirements document: problem, goals, what is in and out, and why. Used by PRDWriterAgent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, by_rule, rule_says
from phases.sandboxed.planning.stories import MOST_STORIES, asked_by, candidates, chosen, goal, implied_actions, readings
from phases.sandboxed.planning.wording import listed, lower, sentence, with_article
from phases.sandboxed.product.resources import resources_of

MOST_CONSTRAINTS = 12


def prd(
    model: DomainModel, domain: Given, stories: Given, personas: Given | None, idea: Mapping[str, Any], *, nfrs: Sequence[str], screens: Sequence[str]
) -> dict[str, Any]:
    """Return the content of a PRD artifact, with claims."""
    asked = asked_by(model)
    requirements = [_requirement(number, story, stories, asked) for number, story in enumerate(stories.content["stories"], start=1)]
    return {
        "title": model.title,
        "problem": domain.claim(sentence(model.summary), "/summary"),
        "goals": _goals(model, domain),
        "personas": _personas(model, personas),
        "requirements": requirements,
        "constraints": _constraints(model, domain, stories.content["stories"], idea),
        "scope": {"included": [goal(candidate) for candidate in chosen(model, implied_actions(domain))], "excluded": _excluded(model, domain)},
        "nfrs": list(nfrs),
        "screens": list(screens),
    }


def _goals(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    first = model.actors[0]
    names = [entity.name for entity in model.entities]
    goals = [
        domain.claim(f"The {lower(first.name)} is served: {sentence(first.description)}", "/actors/0/description"),
        *(domain.claim(f"{name} records are kept in one place.", f"/entities/{index}/name") for index, name in enumerate(names)),
        rule_says("prd.goal.complete"),
        rule_says("prd.goal.accessible"),
    ]
    return [{"id": f"GOAL-{number:03d}", "text": text} for number, text in enumerate(goals, start=1)]


def _personas(model: DomainModel, personas: Given | None) -> list[dict[str, Any]]:
    if personas is not None:
        return [{"id": persona["id"], "name": persona["name"], "origin": "Personas"} for persona in personas.content["personas"]]
    return [{"id": actor.id, "name": actor.name, "origin": "DomainModel"} for actor in model.actors]


def _requirement(number: int, story: Mapping[str, Any], stories: Given, asked: Mapping[tuple[str, str], list[str]]) -> dict[str, Any]:
    wish = story["i_want"].removeprefix("to ")
    text = stories.claim(f"The product lets {with_article(story['as_a'])} {wish}.", f"/stories/{number - 1}/i_want")
    return {
        "id": f"FR-{number:03d}",
        "text": text,
        "entity": story["entity"],
        "action": story["action"],
        "priority": story["priority"],
        "answers": asked.get((story["entity"], story["action"]), []),
        "stories": [story["id"]],
        **({"rule": story["rule"]} if "rule" in story else {}),
    }


def _constraints(model: DomainModel, domain: Given, stories: list[dict[str, Any]], idea: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: list[tuple[str, Claim]] = []
    for kind, key, statements in (("rule", "rules", model.rules), ("quality", "qualities", model.qualities)):
        found += [(kind, domain.claim(sentence(statement.text), f"/{key}/{index}/text")) for index, statement in enumerate(statements)]
    for index, constraint in enumerate(idea.get("constraints") or ()):
        if isinstance(constraint, str) and constraint.strip():
            source = {"kind": "idea", "pointer": f"/constraints/{index}", "quote": constraint.strip()}
            found.append(("idea", Claim(text=sentence(constraint), source=source)))
    return [
        {"id": f"CON-{number:03d}", "kind": kind, "text": text, "applies_to": _touched(model, text.text, stories)}
        for number, (kind, text) in enumerate(found[:MOST_CONSTRAINTS], start=1)
    ]


def _touched(model: DomainModel, text: str, stories: list[dict[str, Any]]) -> list[str]:
    """Return the stories about the things that a statement names; when it names none, those of the main thing."""
    words = set(re.findall(r"\w+", text.lower()))
    resources = resources_of(model)
    named = {r.id for r in resources if words & {*r.name.lower().split(), *r.plural.lower().split()}} or {resources[0].id}
    return [story["id"] for story in stories if story["entity"] in named] or [stories[0]["id"]]


def _excluded(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    excluded: list[dict[str, Any]] = []
    for reading in readings(model):
        if reading.action is None:
            what = f"{reading.source.verb} {lower(model.entity(reading.source.entity).plural)}"
            reason = domain.claim(
                f"{sentence(reading.source.phrase)[:-1]}: no operation on kept records does this, so the first release leaves it out.",
                f"/actions/{reading.index}/phrase",
            )
            excluded.append({"answers": [reading.source.id], "what": what, "reason": reason})
    asked = asked_by(model)
    for candidate in candidates(model, implied_actions(domain))[MOST_STORIES:]:
        reason = by_rule(f"To {goal(candidate)} has no story of its own: the first release takes the nine most important.", "prd.scope.capacity")
        excluded.append({"answers": asked.get((candidate.resource.id, candidate.action), []), "what": goal(candidate), "reason": reason})
    kinds = [lower(resource.name) for resource in resources_of(model)]
    accounts = by_rule(f"Accounts and payments around {listed(kinds)} records are left out of the first release.", "prd.scope.accounts")
    return [*excluded, {"answers": [], "what": "accounts and payments", "reason": accounts}]
