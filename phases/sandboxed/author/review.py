"""The checks that the critique makes on every thing and person of a domain model, each named by its rule `critique.<kind>.<check>`."""

from __future__ import annotations

from collections.abc import Mapping

from phases.sandboxed.author.domain import Actor, DomainModel, Entity
from phases.sandboxed.author.lexicon import known_ids
from phases.sandboxed.author.personal import personal_attributes
from phases.sandboxed.author.records import record_meaning

SEVERITY = {
    "entity.unknown": "medium",
    "entity.added": "low",
    "entity.states": "low",
    "entity.own_action": "low",
    "entity.personal": "medium",
    "entity.links": "low",
    "actor.added": "low",
    "actor.idle": "medium",
}


def entity_checks(model: DomainModel, entity: Entity, *, named: bool) -> Mapping[str, bool]:
    """Return check → passed for one entity; `named` tells whether the idea itself names it."""
    linked = any(attribute.references for attribute in entity.attributes) or any(
        attribute.references == entity.id for other in model.entities for attribute in other.attributes
    )
    own = [action for action in model.actions if action.entity == entity.id and action.verb not in ("create", "list", "update", "delete")]
    head = entity.id.rsplit("_", 1)[-1]
    return {
        "unknown": entity.id in known_ids() or head in known_ids() or not named,
        "added": named,
        "states": entity.states is not None,
        "own_action": bool(own),
        "personal": not personal_attributes(entity) or any("read" in rule.text.lower() or "see" in rule.text.lower() for rule in model.rules),
        "links": linked or len(model.entities) == 1,
    }


def actor_checks(model: DomainModel, actor: Actor, *, named: bool) -> Mapping[str, bool]:
    """Return check → passed for one actor."""
    deeds = [action for action in model.actions if action.actor == actor.id]
    return {"added": named, "idle": any(record_meaning(action.verb) != "list" for action in deeds)}
