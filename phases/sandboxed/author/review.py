"""The checks that the critique makes on every thing, person and rule of a domain model, each named by its rule `critique.<kind>.<check>`.

A check returns what of the thing fails it, by name; nothing means that it passes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.author.clashes import Clash
from phases.sandboxed.author.domain import Actor, DomainModel, Entity
from phases.sandboxed.author.lexicon import known_ids
from phases.sandboxed.author.personal import personal_attributes
from phases.sandboxed.author.records import record_meaning
from phases.sandboxed.author.rule_phrases import attribute_label, step_deed
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Speech

Failed = Mapping[str, tuple[str, ...]]
SEVERITY = {
    "entity.unknown": "medium",
    "entity.added": "low",
    "entity.states": "low",
    "entity.own_action": "low",
    "entity.personal": "medium",
    "entity.links": "low",
    "entity.unbounded": "low",
    "entity.open_times": "medium",
    "entity.open_delete": "medium",
    "entity.open_step": "low",
    "actor.added": "low",
    "actor.idle": "medium",
    "rule.checkable": "medium",
    "rule.harmony": "medium",
}


def entity_checks(model: DomainModel, entity: Entity, *, named: bool) -> Failed:
    """Return check → what fails it, for one entity; `named` tells whether the idea itself names it."""
    speech = speech_of(model)
    name = (speech.label(entity.name),)
    linked = any(attribute.references for attribute in entity.attributes) or any(
        attribute.references == entity.id for other in model.entities for attribute in other.attributes
    )
    own = [action for action in model.actions if action.entity == entity.id and action.verb not in ("create", "list", "update", "delete")]
    head = entity.id.rsplit("_", 1)[-1]
    rules = [rule for rule in model.rules if rule.entity == entity.id]
    private = tuple(attribute_label(entity, attribute, speech) for attribute in personal_attributes(entity))
    guarded = any(rule.kind == "visibility" or (rule.kind == "access" and "view" in rule.actions) for rule in rules)
    return {
        "unknown": () if entity.id in known_ids() or head in known_ids() or not named else name,
        "added": () if named else name,
        "states": () if entity.states is not None else name,
        "own_action": () if own else name,
        "personal": () if guarded else private,
        "links": () if linked or len(model.entities) == 1 else name,
        "unbounded": _unbounded(entity, rules, speech),
        "open_times": _open_times(entity, rules, speech),
        "open_delete": () if len(model.actors) < 2 or any("delete" in rule.actions for rule in rules) else name,
        "open_step": _open_steps(entity, rules, speech) if len(model.actors) > 1 else (),
    }


def _unbounded(entity: Entity, rules: Collection[Rule], speech: Speech) -> tuple[str, ...]:
    bound = {rule.attribute for rule in rules if rule.kind == "bound"}
    numbers = [attribute.name for attribute in entity.attributes if attribute.type in ("integer", "number") and attribute.name not in bound]
    return tuple(attribute_label(entity, name, speech) for name in numbers)


def _open_times(entity: Entity, rules: Collection[Rule], speech: Speech) -> tuple[str, ...]:
    moments = [attribute.name for attribute in entity.attributes if attribute.type in ("date", "datetime")]
    ends = [name for name in moments if name.startswith("end") and any(other.startswith("start") for other in moments)]
    ordered = {rule.end for rule in rules if rule.kind in ("chronology", "duration")}
    return tuple(attribute_label(entity, name, speech) for name in ends if name not in ordered)


def _open_steps(entity: Entity, rules: Collection[Rule], speech: Speech) -> tuple[str, ...]:
    kept = {action for rule in rules for action in (*rule.actions, *((rule.action,) if rule.kind == "approval" else ()))}
    steps = dict.fromkeys(step.action for step in entity.states.transitions) if entity.states else {}
    return tuple(f"{step_deed(entity, step, speech)}" for step in steps if step not in kept)


def actor_checks(model: DomainModel, actor: Actor, *, named: bool) -> Failed:
    """Return check → what fails it, for one actor."""
    deeds = [action for action in model.actions if action.actor == actor.id]
    name = (speech_of(model).label(actor.name),)
    busy = any(record_meaning(action.verb) != "list" for action in deeds)
    return {"added": () if named else name, "idle": () if busy else name}


def rule_checks(rule: Rule, pointer: str, clashes: Collection[Clash]) -> Failed:
    """Return check → what fails it, for one rule; contradictions are told apart, and a tension stands at the first of its two rules."""
    tense = [clash.second.text.strip().rstrip(".") for clash in clashes if clash.weight == "tension" and clash.first.pointer == pointer]
    return {"checkable": () if rule.checkable else (rule.text.strip().rstrip("."),), "harmony": tuple(tense)}
