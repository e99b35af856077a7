"""Options and likenesses to other domains, computed from a domain model. Used by the ideation tools."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.lexicon import domains
from phases.sandboxed.speech.saying import pattern, patterns

# option → criteria that it meets (rules ideation.option.*)
_MEETS = {
    "web_service": patterns("several people", "rules", "states", "links between records", "any browser", "can be built here"),
    "spreadsheet": patterns("plain lists", "offline"),
    "native": patterns("several people", "rules", "states", "links between records", "offline"),
}
NAMES = {
    "web_service": pattern("One web service"),
    "spreadsheet": pattern("A spreadsheet template"),
    "native": pattern("A native mobile application"),
}


def options(model: DomainModel) -> list[dict[str, Any]]:
    """Return the ways to build, each with the criteria of this idea that it meets; the one that meets most is chosen, by name where equal."""
    wanted = criteria(model)
    scored = [
        {"id": id, "name": NAMES[id], "criteria": [entry for entry in wanted if entry in met], "score": sum(entry in met for entry in wanted)}
        for id, met in sorted(_MEETS.items())
    ]
    best = sorted(scored, key=lambda option: (-option["score"], "can be built here" not in option["criteria"], option["id"]))[0]["id"]
    return [{**option, "chosen": option["id"] == best} for option in scored]


def criteria(model: DomainModel) -> list[str]:
    """Return what this idea asks of the way it is built."""
    qualities = " ".join(quality.text.lower() for quality in model.qualities)
    asked = {
        "several people": len(model.actors) > 1 or any(rule.per or rule.roles for rule in model.rules),
        "rules": any(rule.checkable for rule in model.rules),
        "states": any(entity.states for entity in model.entities),
        "links between records": any(attribute.references for entity in model.entities for attribute in entity.attributes),
        "offline": "offline" in qualities,
        "plain lists": all(entity.states is None for entity in model.entities),
        "any browser": True,
        "can be built here": True,
    }
    return [name for name, wanted in asked.items() if wanted]


def analogies(model: DomainModel) -> list[dict[str, Any]]:
    """Return the two other domains that share most steps or things with the model, with what they share."""
    own = {step.action for entity in model.entities if entity.states for step in entity.states.transitions} | {
        action.verb for action in model.actions
    }
    found = []
    for domain in domains():
        for entity in domain.entities:
            steps = {step.action for step in entity.states.transitions} if entity.states else set()
            shared = sorted(own & steps - {"create", "list", "update", "delete"})
            if shared and domain.name != model.domain:
                found.append({"domain": domain.name, "entity": entity.id, "rule": entity.rule, "shared": shared})
    ranked = sorted(found, key=lambda entry: (-len(entry["shared"]), entry["domain"], entry["entity"]))
    return list({entry["domain"]: entry for entry in reversed(ranked)}.values())[::-1][:2]
