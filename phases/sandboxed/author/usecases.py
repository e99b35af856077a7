"""Use cases and abuse cases that follow from a domain model. Used by tool.ideation.usecases and tool.ideation.abuseSeeds."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import Action, DomainModel, Entity
from phases.sandboxed.author.personal import personal_attributes
from phases.sandboxed.author.records import record_meaning
from phases.sandboxed.author.vocabulary import singular

RECORD_VERBS = ("create", "list", "view", "update", "delete")


def use_cases(model: DomainModel) -> list[dict[str, Any]]:
    """Return one use case for every deed and step, and one for each entity's record keeping; `action` is the index of the first covered."""
    found: list[dict[str, Any]] = []
    kept: dict[str, dict[str, Any]] = {}
    for index, action in enumerate(model.actions):
        entity = model.entity(action.entity)
        if action.verb in RECORD_VERBS:
            if entity.id in kept:
                kept[entity.id]["covers"].append(action.id)
                continue
            kept[entity.id] = case = _case(model, action, index, f"Keep {entity.plural.lower()}", _keeping(entity))
        else:
            case = _case(model, action, index, f"{action.verb.capitalize()} {entity.plural.lower()}", _doing(action, entity))
        found.append(case)
    return [{"id": f"UC-{number:02}", **case} for number, case in enumerate(found, 1)]


def _case(model: DomainModel, action: Action, index: int, title: str, steps: list[str]) -> dict[str, Any]:
    actor = model.actor(action.actor)
    return {"actor": actor.id, "entity": action.entity, "title": title, "covers": [action.id], "steps": steps, "action": index}


def _keeping(entity: Entity) -> list[str]:
    required = ", ".join(attribute.name.replace("_", " ") for attribute in entity.attributes if attribute.required)
    name = entity.name.lower()
    return [
        f"Open the list of {entity.plural.lower()}",
        f"Add a {name} with {required or 'its fields'}",
        f"Open the {name} and correct it",
        f"Delete the {name} when it is no longer needed",
    ]


def _doing(action: Action, entity: Entity) -> list[str]:
    name = entity.name.lower()
    steps = [step for step in (entity.states.transitions if entity.states else ()) if step.action == action.verb]
    if steps:
        return [f"Open a {name} that is {steps[0].source}", f"Choose {action.verb}", f"See that the {name} is {steps[0].target}"]
    meaning = record_meaning(action.verb)
    if meaning == "create":
        return [f"Open the form for a new {name}", "Enter its fields and send the form", f"See the {name} in the list of {entity.plural.lower()}"]
    return [f"Open the list of {entity.plural.lower()}", f"Choose the {name}", f"{action.verb.capitalize()} it, and see the result on its page"]


def abuse_cases(model: DomainModel) -> list[dict[str, Any]]:
    """Return the abuse that the rules `ideation.abuse.*` see: reading personal data, foreign steps, exceeded limits, floods."""
    found = []
    for entity in model.entities:
        name = entity.plural.lower()
        if personal_attributes(entity):
            found.append({"entity": entity.id, "kind": "read", "title": f"Somebody reads the {name} of other people"})
        if entity.states:
            action = entity.states.transitions[0].action
            found.append({"entity": entity.id, "kind": "step", "title": f"Somebody who is not entitled to may {action} {name}"})
        for quantity in model.quantities:
            if quantity.unit in (entity.id, singular(entity.plural.lower())):
                found.append({"entity": entity.id, "kind": "limit", "title": f"Somebody exceeds the limit of {quantity.phrase}"})
    if model.entities:
        main = model.entities[0]
        found.append({"entity": main.id, "kind": "flood", "title": f"Somebody creates {main.plural.lower()} in bulk"})
    return [{"id": f"AB-{number:02}", **entry} for number, entry in enumerate(found, 1)]
