"""The requirements document: problem, goals, epics, one requirement a story and a rule, and what people have to watch. Used by PRDWriterAgent.

Sentences name the things, numbers and roles of this idea; what would be the same for every idea is not said. Scope stands in `scope`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.author.rule_phrases import told
from phases.sandboxed.planning.claims import Claim, Given, given_as
from phases.sandboxed.planning.scope import scope
from phases.sandboxed.planning.stories import asked_by
from phases.sandboxed.planning.wording import lower, sentence
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.speech import saying, speech_of


def prd(
    model: DomainModel, domain: Given, stories: Given, personas: Given | None, idea: Mapping[str, Any], *, nfrs: Sequence[str], screens: Sequence[str]
) -> dict[str, Any]:
    """Return the content of a PRD artifact, with claims."""
    requirements = [*_of_stories(model, domain, stories), *_of_untold_rules(model, domain, stories)]
    numbered = [{"id": f"FR-{number:03d}", **requirement} for number, requirement in enumerate(requirements, start=1)]
    return {
        "title": model.title,
        "problem": domain.claim(sentence(model.summary), "/summary"),
        "goals": _goals(model, domain),
        "personas": _personas(model, personas),
        "epics": _epics(model, domain, stories, numbered),
        "requirements": numbered,
        "constraints": _constraints(model, domain, stories.content["stories"], idea),
        "scope": scope(model, domain),
        "nfrs": list(nfrs),
        "screens": list(screens),
    }


def _goals(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    goals = [domain.claim(f"{actor.name}: {sentence(actor.description)}", f"/actors/{index}/description") for index, actor in enumerate(model.actors)]
    goals += [
        domain.claim(f"{entity.plural}: {sentence(entity.description)}", f"/entities/{index}/description")
        for index, entity in enumerate(model.entities)
    ]
    return [{"id": f"GOAL-{number:03d}", "text": text} for number, text in enumerate(goals, start=1)]


def _personas(model: DomainModel, personas: Given | None) -> list[dict[str, Any]]:
    if personas is not None:
        return [{"id": persona["id"], "name": persona["name"], "origin": "Personas"} for persona in personas.content["personas"]]
    return [{"id": actor.id, "name": actor.name, "origin": "DomainModel"} for actor in model.actors]


def _of_stories(model: DomainModel, domain: Given, stories: Given) -> Iterator[dict[str, Any]]:
    asked, speech, places = asked_by(model), speech_of(model), {rule.id: index for index, rule in enumerate(model.rules)}
    for index, story in enumerate(stories.content["stories"]):
        written = {"entity": story["entity"], "action": story["action"], "priority": story["priority"], "stories": [story["id"]]}
        if "rule" in story:
            yield {**_of_rule(places[story["rule"]], model, domain), **written, "answers": []}
            continue
        who = speech.person(model.actor(story["actor"]).name)
        wish = speech.say("{who:a} can {wish}", who=who, wish=story["i_want"].removeprefix("to "))
        text = stories.claim(sentence(wish), f"/stories/{index}/i_want")
        report = {"report": story["report"]} if "report" in story else {}
        kind = story["action"] if story["action"] in ("report", "export") else "function"
        yield {"kind": kind, "text": text, **report, **written, "answers": asked.get((story["entity"], story["action"]), [])}


def _of_rule(index: int, model: DomainModel, domain: Given) -> dict[str, Any]:
    """Return what a requirement says of a rule: what holds, and what whoever breaks it is answered."""
    rule = model.rules[index]
    stopped = breach(rule, model)
    refusal = {} if stopped is None else {"refusal": {"when": stopped.when, "then": stopped.then, "status": stopped.status}}
    return {"kind": "rule", "rule": rule.id, "rule_kind": rule.kind, "text": domain.claim(told(rule, model), f"/rules/{index}/text"), **refusal}


def _of_untold_rules(model: DomainModel, domain: Given, stories: Given) -> Iterator[dict[str, Any]]:
    """Yield a requirement for each checkable rule without a story of its own: it is proven by the stories about its thing."""
    told_of = {story.get("rule") for story in stories.content["stories"]}
    known = dict(zip((entity.id for entity in model.entities), resources_of(model), strict=True))
    for index, rule in enumerate(model.rules):
        if rule.checkable and rule.id not in told_of:
            resource = known[rule.entity]
            touching = [story["id"] for story in stories.content["stories"] if story["entity"] == resource.id]
            if touching:
                written = {"entity": resource.id, "action": "rule", "priority": "must", "answers": [], "stories": touching}
                yield {**_of_rule(index, model, domain), **written}


def _epics(model: DomainModel, domain: Given, stories: Given, requirements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return one epic a thing that any story is about, in the model's order."""
    found = []
    for index, (entity, resource) in enumerate(zip(model.entities, resources_of(model), strict=True)):
        told_of = [story for story in stories.content["stories"] if story["entity"] == resource.id]
        if told_of:
            who = speech_of(model).people(dict.fromkeys(model.actor(story["actor"]).name for story in told_of))
            goal_for = saying(resource)("{it:names} for {who:one}: {text}", who=who, text=sentence(entity.description))
            goal = domain.claim(goal_for, f"/entities/{index}/description")
            own = [requirement["id"] for requirement in requirements if requirement["entity"] == resource.id]
            entry = {"title": entity.plural, "entity": resource.id, "goal": goal}
            found.append({**entry, "stories": [story["id"] for story in told_of], "requirements": own})
    return [{"id": f"EPIC-{number:02d}", **epic} for number, epic in enumerate(found, start=1)]


def _constraints(model: DomainModel, domain: Given, stories: list[dict[str, Any]], idea: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what no test decides: rules in words, qualities, and constraints given beside the idea; checkable rules are requirements."""
    found: list[tuple[str, Claim]] = []
    for kind, key, statements in (("rule", "rules", model.rules), ("quality", "qualities", model.qualities)):
        found += [
            (kind, domain.claim(sentence(statement.text), f"/{key}/{index}/text"))
            for index, statement in enumerate(statements)
            if key == "qualities" or not getattr(statement, "checkable", False)
        ]
    for index, constraint in enumerate(idea.get("constraints") or ()):
        if isinstance(constraint, str) and constraint.strip():
            found.append(("idea", given_as(sentence(constraint), f"/constraints/{index}", constraint.strip())))
    return [
        {"id": f"CON-{number:03d}", "kind": kind, "text": text, "applies_to": _touched(model, text.text, stories)}
        for number, (kind, text) in enumerate(found, start=1)
    ]


def _touched(model: DomainModel, text: str, stories: list[dict[str, Any]]) -> list[str]:
    """Return the stories about the things that a statement names; when it names none, those of the main thing."""
    words = set(re.findall(r"\w+", text.lower()))
    resources = resources_of(model)
    named = {r.id for r in resources if words & {*lower(r.name).split(), *lower(r.plural).split()}} or {resources[0].id}
    return [story["id"] for story in stories if story["entity"] in named] or [stories[0]["id"]]
