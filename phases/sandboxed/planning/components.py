"""The outline of the architecture: its parts, what each is responsible for, and how each quality is answered. Used by ArchitectureAgent."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Given, rule_says
from phases.sandboxed.planning.decisions import decisions
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.stories.rule_features import rule_module
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import Speech

ANSWERS = {
    "performance": ("store", "arch.answer.performance"),
    "reliability": ("server", "arch.answer.reliability"),
    "accessibility": ("pages", "arch.answer.accessibility"),
    "maintainability": ("records", "arch.answer.maintainability"),
    "correctness": ("api", "arch.answer.correctness"),
    "security": ("server", "arch.answer.security"),
    "privacy": ("store", "arch.answer.privacy"),
    "devices": ("pages", "arch.answer.devices"),
    "cost": ("store", "arch.answer.cost"),
}


def arch_outline(model: DomainModel, domain: Given, nfrs: dict[str, Any]) -> dict[str, Any]:
    """Return the content of an ArchOutline artifact, with claims."""
    speech = speech_of(model)
    kinds = speech.listed(f"{speech.thing(entity):many}" for entity in model.entities)
    return {
        "title": model.title,
        "context": domain.claim(speech.say("The product keeps {kinds}.", kinds=kinds), "/entities/0/plural"),
        "style": rule_says(speech.rule("arch.style.one_process")),
        "components": _components(model, domain),
        "flows": [
            {
                "name": speech.say("a page is asked for"),
                "steps": ["server", "pages", *(f"{resource.id}_records" for resource in resources_of(model)[:1]), "store"],
            },
            {
                "name": speech.say("the interface is called"),
                "steps": ["server", "api", *(f"{resource.id}_records" for resource in resources_of(model)[:1]), "store"],
            },
        ],
        "decisions": decisions(model, domain),
        "qualities": [_answer(entry, model) for entry in nfrs["nfrs"]],
    }


def _components(model: DomainModel, domain: Given) -> list[dict[str, Any]]:
    owners, speech = [], speech_of(model)
    for index, (entity, resource) in enumerate(zip(model.entities, resources_of(model), strict=True)):
        kept = [rule for rule in model.rules if rule.checkable and rule.entity == entity.id]
        say, named = saying(resource), speech.listed(speech.say("rule {number}", number=rule.id.rpartition("_")[2]) for rule in kept)
        steps = say(", which steps from which state") if resource.transitions else ""
        own = say(", and {rules} of the idea ({named})", rules=speech.counted(len(kept), "rule"), named=named) if kept else ""
        text = say("Keeps the rules of {it:many}: which values are allowed{steps}{own}.", steps=steps, own=own)
        needs = sorted({f"{field.references}_records" for field in resource.fields if field.references and field.references != resource.id})
        owners.append(
            {
                "id": f"{resource.id}_records",
                "name": say("{it:name} records"),
                "technology": say("Python module"),
                "owns": [entity.id],
                "responsibility": domain.claim(text, f"/entities/{index}/plural"),
                "depends_on": ["store", *needs],
                "modules": [f"app/features/{rule_module(rule)}.py" for rule in kept if rule.kind != "required"],
            }
        )
    records = [owner["id"] for owner in owners]
    return [
        _part(speech, "server", speech.say("HTTP server"), "WSGI, wsgiref", "arch.part.server", ["accounts", "pages", "api"]),
        _part(speech, "accounts", speech.say("Accounts"), speech.say("sessions, tokens, scrypt"), "arch.part.accounts", ["store"]),
        _part(speech, "pages", speech.say("Pages"), speech.say("server-rendered HTML"), "arch.part.pages", records),
        _part(speech, "api", speech.say("Interface"), speech.say("JSON over HTTP, OpenAPI 3.1"), "arch.part.api", records),
        *owners,
        _part(speech, "store", speech.say("Store"), "SQLite, sqlite3", "arch.part.store", []),
    ]


def _part(speech: Speech, id: str, name: str, technology: str, rule: str, depends_on: list[str]) -> dict[str, Any]:
    return {"id": id, "name": name, "technology": technology, "owns": [], "responsibility": rule_says(speech.rule(rule)), "depends_on": depends_on}


def _answer(entry: dict[str, Any], model: DomainModel) -> dict[str, Any]:
    component, rule = ANSWERS[entry["category"]]
    owner = f"{resources_of(model)[0].id}_records" if component == "records" else component
    return {"nfr": entry["id"], "component": owner, "tactic": rule_says(speech_of(model).rule(rule))}
