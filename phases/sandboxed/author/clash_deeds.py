"""Where a rule clashes with what the idea says that people do, or want to see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from phases.sandboxed.author.business_rules import Report, Rule
from phases.sandboxed.author.clash_checks import CONTRADICTION, TENSION, Found, spoken_of
from phases.sandboxed.author.domain import Action, DomainModel
from phases.sandboxed.author.rule_phrases import roles_of, step_deed
from phases.sandboxed.planning.actions import read_action
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.speech import speech_of

_EVERYBODY = ("all", "every", "everybody", "everyone", "each", "total", "whole")


def unspoken_actions(content: Mapping[str, Any], model: DomainModel) -> frozenset[int]:
    """Return the indexes of actions that a rule added, or in whose quoted words the idea does not name the actor; by the model's sources."""
    sources, found = content.get("sources") or {}, set()
    for index, action in enumerate(model.actions):
        source = sources.get(f"/actions/{index}/phrase", {"kind": "idea", "quote": action.phrase})
        if source.get("kind") != "idea" or action.actor not in spoken_of(str(source.get("quote", "")), model):
            found.add(index)
    return frozenset(found)


def action_clash(rule: Rule, action: Action, model: DomainModel, implied: Collection[int]) -> Found:
    """Return the clash of a rule that keeps the deed to others with the only actor of whom the idea says that they do it.

    The sentence has to name that actor: who was only supposed to do it by the reading contradicts nobody.
    """
    if rule.entity != action.entity or rule.kind not in ("access", "approval") or action.actor in rule.roles:
        return None
    operation = _operation(action, model)
    bound = rule.actions if rule.kind == "access" else (rule.action,)
    if operation is None or operation not in bound or action.actor not in spoken_of(action.phrase, model):
        return None
    doers = {
        other.actor
        for index, other in enumerate(model.actions)
        if index not in implied and other.entity == rule.entity and _operation(other, model) == operation
    }
    speech, entity = speech_of(model), model.entity(rule.entity)
    given = {"who": speech.person(model.actor(action.actor).name), "it": speech.thing(entity), "roles": roles_of(rule, model)}
    deed = step_deed(entity, action.verb, speech)
    if doers & set(rule.roles) or rule.above is not None:
        why = speech.say("a {who:one} is said to {deed} {it:many}, which the rule keeps to {roles:one}", deed=deed, **given)
        return "some_may_not", TENSION, why
    why = speech.say("the {who:one} alone is said to {deed} {it:many}, and the rule keeps that to {roles:one}", deed=deed, **given)
    return "nobody_may", CONTRADICTION, why


def _operation(action: Action, model: DomainModel) -> str | None:
    position = [entity.id for entity in model.entities].index(action.entity)
    return read_action(0, action, resources_of(model)[position]).action


def report_clash(rule: Rule, report: Report, model: DomainModel) -> Found:
    """Return the clash of a visibility rule with a report over rows that those roles may not see."""
    if rule.kind != "visibility" or rule.entity != report.entity:
        return None
    speech, named = speech_of(model), spoken_of(report.text, model)
    given = {"it": speech.thing(model.entity(report.entity)), "roles": roles_of(rule, model)}
    if named and not named & set(rule.roles):
        return None
    if named and set(report.text.lower().split()) & set(_EVERYBODY):
        return "hidden_report", CONTRADICTION, speech.say("the report shows all {it:many} to {roles:one}, who see none but their own", **given)
    if not named and set(rule.roles) < {actor.id for actor in model.actors}:
        return None
    return "hidden_report", TENSION, speech.say("for {roles:one} the report counts their own {it:many} alone", **given)
