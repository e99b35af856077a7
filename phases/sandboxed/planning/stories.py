"""Cuts an idea into user stories: what the idea asks for first, then what every kept thing needs. Used by StoryCutterAgent.

1. Every action of the domain model that the product can do is a candidate that must be there.
2. Every operation that a kept thing needs is a candidate by written rule, the main thing's before the others'.
3. The first nine by priority are cut; an idea of one plain thing has at least five.
4. No cap cuts off what only a story brings: the steps of a life cycle, search, filter; one story a rule that a program can check, one a
   report, one a thing to be exported (`planning.demands`). What is capped are the five operations that every kept thing has anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.acceptance import Criterion, criteria
from phases.sandboxed.planning.actions import EVERY, Reading, read_action
from phases.sandboxed.planning.claims import Claim, Given, by_rule
from phases.sandboxed.planning.demands import Demand, demands
from phases.sandboxed.planning.rule_subjects import deed_of
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.speech import saying, speech_of

MOST_STORIES = 9
PRIORITIES = ("must", "should", "could")
STEPS_FIRST = 500  # the steps of a life cycle tell ideas apart, so they come before the usual five of the same priority
_MAIN = {"create": 0, "list": 0, "view": 1, "update": 1, "delete": 2}
_OTHER = {"create": 1, "list": 1, "view": 2, "update": 2, "delete": 2}


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """An operation that may become a story. `reading` is the idea's own action behind it, None when a rule implies it."""

    resource: Resource
    action: str
    priority: int
    order: int
    actor: str
    reading: Reading | None = None


def readings(model: DomainModel) -> list[Reading]:
    """Return what each action of the domain model asks for, in its order."""
    by_entity = _by_entity(model)
    return [read_action(index, action, by_entity[action.entity]) for index, action in enumerate(model.actions)]


def _by_entity(model: DomainModel) -> dict[str, Resource]:
    return {entity.id: resource for entity, resource in zip(model.entities, resources_of(model), strict=True)}


def asked_by(model: DomainModel) -> dict[tuple[str, str], list[str]]:
    """Return (resource id, operation) → ids of the domain model's actions that ask for it."""
    resources, found = _by_entity(model), {}
    for reading in readings(model):
        if reading.action is not None:
            found.setdefault((resources[reading.source.entity].id, reading.action), []).append(reading.source.id)
    return found


def candidates(model: DomainModel, implied: frozenset[int] = frozenset()) -> list[Candidate]:
    """Return all operations worth a story, each once, by priority: in the idea's own words first, then by rule.

    `implied` are the indexes of actions that intake added by rule (`implied_actions`): they get the priority that the rule gives.
    """
    found: dict[tuple[str, str], Candidate] = {}
    for candidate in [*_asked(model, implied), *_implied(model)]:
        found.setdefault((candidate.resource.id, candidate.action), candidate)
    return sorted(found.values(), key=lambda candidate: (candidate.priority, candidate.order))


def implied_actions(source: Given) -> frozenset[int]:
    """Return the indexes of the domain model's actions that a rule added, by the sources of its claims."""
    sources = source.content.get("sources", {})
    count = len(source.content["actions"])
    return frozenset(index for index in range(count) if sources.get(f"/actions/{index}/phrase", {}).get("kind", "idea") != "idea")


def _asked(model: DomainModel, implied: frozenset[int]) -> Iterator[Candidate]:
    resources, ranked = _by_entity(model), {(entry.resource.id, entry.action): entry for entry in _implied(model)}
    for added in (False, True):
        for reading in readings(model):
            if reading.action is None or (reading.index in implied) != added:
                continue
            resource = resources[reading.source.entity]
            usual = ranked.get((resource.id, reading.action))
            priority, order = (usual.priority, usual.order) if added and usual else (0, reading.index)
            yield Candidate(resource=resource, action=reading.action, priority=priority, order=order, actor=reading.source.actor, reading=reading)


def _implied(model: DomainModel) -> Iterator[Candidate]:
    order, first = 1000, model.actors[0].id
    for position, resource in enumerate(resources_of(model)):
        actor = next((action.actor for action in model.actions if action.entity == model.entities[position].id), first)
        ranks = _MAIN if position == 0 else _OTHER
        for action in [*EVERY, *(transition.action for transition in resource.transitions)]:
            order += 1
            yield Candidate(
                resource=resource,
                action=action,
                priority=ranks.get(action, min(position, 1)),
                order=order if action in ranks else order - STEPS_FIRST,
                actor=actor,
            )


def parted(model: DomainModel, implied: frozenset[int] = frozenset()) -> tuple[list[Candidate], list[Candidate]]:
    """Return the candidates that are cut into stories, by priority, and those beyond the cap: operations that exist without a story."""
    found = candidates(model, implied)
    first, rest = found[:MOST_STORIES], found[MOST_STORIES:]
    return [*first, *(one for one in rest if one.action not in EVERY)], [one for one in rest if one.action in EVERY]


def chosen(model: DomainModel, implied: frozenset[int] = frozenset()) -> list[Candidate]:
    """Return the candidates that are cut into stories in the order in which they are told.

    Within a priority a thing is created and listed before anything else is done with it.
    """
    taken, _ = parted(model, implied)
    things = [resource.id for resource in resources_of(model)]
    first = {action: rank for rank, action in enumerate(EVERY[:2])}
    return sorted(taken, key=lambda c: (c.priority, things.index(c.resource.id), first.get(c.action, len(first)), c.order))


def user_stories(model: DomainModel, source: Given) -> dict[str, Any]:
    """Return the content of a UserStories artifact, with claims."""
    cut = chosen(model, implied_actions(source))
    told = [_story(number, candidate, model, source) for number, candidate in enumerate(cut, start=1)]
    demanded = demands(model, source, {(candidate.resource.id, candidate.action) for candidate in cut})
    return {"stories": told + [_demanded(number, demand, model) for number, demand in enumerate(demanded, start=len(told) + 1)]}


def _demanded(number: int, demand: Demand, model: DomainModel) -> dict[str, Any]:
    return {
        "id": f"US-{number:03d}",
        "epic": demand.resource.plural,
        "actor": demand.actor,
        "entity": demand.resource.id,
        "action": demand.action,
        **demand.names,
        "as_a": f"{speech_of(model).person(model.actor(demand.actor).name):one}",
        "i_want": demand.wish,
        "so_that": demand.benefit,
        "priority": PRIORITIES[0],
        "acceptance": _accepted(number, demand.criteria),
    }


def _accepted(number: int, written: Sequence[Criterion]) -> list[dict[str, str]]:
    return [
        {"id": f"AC-{number:03d}-{position}", "given": given, "when": when, "then": then}
        for position, (given, when, then) in enumerate(written, start=1)
    ]


def _story(number: int, candidate: Candidate, model: DomainModel, source: Given) -> dict[str, Any]:
    resource = candidate.resource
    return {
        "id": f"US-{number:03d}",
        "epic": resource.plural,
        "actor": candidate.actor,
        "entity": resource.id,
        "action": candidate.action,
        "as_a": f"{speech_of(model).person(model.actor(candidate.actor).name):one}",
        "i_want": _wish(candidate, model, source),
        "so_that": _benefit(candidate),
        "priority": PRIORITIES[candidate.priority],
        "acceptance": _accepted(number, criteria(resource, candidate.action)),
    }


def goal(candidate: Candidate) -> str:
    """Return what the actor does, such as 'complete a todo' or 'list todos'."""
    say = saying(candidate.resource)
    plain = {
        "list": say("list {it:many}"),
        "search": say("search {it:many}"),
        "filter": say("filter {it:many}"),
        "export": say("export {it:many}"),
        "report": say("see a report on {it:many}"),
    }
    if candidate.action in plain:
        return plain[candidate.action]
    return say("{deed} {it:a}", deed=deed_of(candidate.resource, candidate.action))


def _wish(candidate: Candidate, model: DomainModel, source: Given) -> Claim:
    speech = speech_of(model)
    wish = speech.say("to {goal}", goal=goal(candidate))
    if candidate.reading is not None:
        return source.claim(wish, f"/actions/{candidate.reading.index}/phrase")
    if candidate.action in EVERY:
        return by_rule(wish, speech.rule("prd.story.every_thing"))
    position = [resource.id for resource in resources_of(model)].index(candidate.resource.id)
    return source.claim(wish, f"/entities/{position}/states")


def _benefit(candidate: Candidate) -> Claim:
    say, speech = saying(candidate.resource), speech_of(candidate.resource)
    texts = {
        "create": say("the {it:one} is kept and can be found again"),
        "list": say("all {it:many} are seen at a glance"),
        "view": say("every detail of the {it:one} is known"),
        "update": say("the {it:one} stays correct"),
        "delete": say("{it:many} that nobody needs are out of the way"),
        "search": say("one {it:one} is found among many"),
        "filter": say("only the {it:many} that matter are shown"),
        "export": say("the {it:many} can be used outside the product"),
        "report": say("the {it:many} are understood as a whole"),
    }
    if candidate.action in texts:
        return by_rule(texts[candidate.action], speech.rule(f"prd.benefit.{candidate.action}"))
    return by_rule(say("everybody can see the state that the {it:one} is in"), speech.rule("prd.benefit.transition"))
