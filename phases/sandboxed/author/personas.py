"""Personas that follow from the actors: they first, then roles that any product has, until there are three. No invented lives."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.author.domain import Actor, DomainModel
from phases.sandboxed.planning.actions import MEANING
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import pattern

MIN_PERSONAS, MAX_PERSONAS, MOST_GOALS = 3, 5, 5
NAMES = {"newcomer": pattern("Newcomer"), "administrator": pattern("Administrator"), "keyboard_user": pattern("Keyboard user")}


def personas(model: DomainModel) -> list[dict[str, Any]]:
    """Return three to five of {id, actor (an actor id or empty), name, kind, goals, rules (indexes of the model's actions and rules)}."""
    found = [
        {"id": actor.id, "actor": actor.id, "name": actor.name, "kind": "actor", "goals": _goals(model, actor), "rules": _rules(model, actor)}
        for actor in model.actors[:MAX_PERSONAS]
    ]
    roles = [role for role in NAMES if all(entry["id"] != role for entry in found)]
    found += [
        {"id": role, "actor": "", "name": speech_of(model).say(NAMES[role]), "kind": "role", "goals": [], "rules": []}
        for role in roles[: max(0, MIN_PERSONAS - len(found))]
    ]
    return found


def _goals(model: DomainModel, actor: Actor) -> list[int]:
    return [index for index, action in enumerate(model.actions) if action.actor == actor.id][:MOST_GOALS]


def _rules(model: DomainModel, actor: Actor) -> list[int]:
    deeds = {(action.entity, MEANING.get(action.verb.lower(), action.verb)) for action in model.actions if action.actor == actor.id}
    return [index for index, rule in enumerate(model.rules) if _binds(rule, actor, deeds)]


def _binds(rule: Rule, actor: Actor, deeds: set[tuple[str, str]]) -> bool:
    """Tell whether a rule names this actor, or limits each person in a deed that this actor does."""
    if rule.roles:
        return actor.id in rule.roles
    if rule.kind == "lead":
        return (rule.entity, rule.action) in deeds
    return (rule.per == ACCOUNT or rule.kind == "expiry") and (rule.entity, "create") in deeds
