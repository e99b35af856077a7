"""Personas that follow from the actors: they first, then the roles that any product has. No invented lives."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel

MIN_PERSONAS, MAX_ACTORS = 3, 3
ROLES = ("newcomer", "administrator", "keyboard_user")


def personas(model: DomainModel) -> list[dict[str, Any]]:
    """Return three to five of {id, actor (an actor id or empty), name, kind, goals (indexes of the model's actions)}."""
    found = []
    for actor in model.actors[:MAX_ACTORS]:
        goals = [index for index, action in enumerate(model.actions) if action.actor == actor.id][:3]
        found.append({"id": actor.id, "actor": actor.id, "name": actor.name, "kind": "actor", "goals": goals})
    wanted = ROLES if len(found) < MIN_PERSONAS - 2 else ROLES[:2]
    found += [
        {"id": role, "actor": "", "name": role.replace("_", " ").capitalize(), "kind": "role", "goals": []}
        for role in wanted
        if all(entry["id"] != role for entry in found)
    ]
    return found
