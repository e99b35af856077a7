"""The security design: what is worth protecting, what could happen to it by STRIDE, and what is done. Used by SecurityArchitectAgent.

How sensitive a field is, `planning.privacy` tells.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import roles_of
from phases.sandboxed.planning.claims import Given, by_rule, rule_says
from phases.sandboxed.planning.privacy import sensitivity
from phases.sandboxed.planning.rule_threats import threats_to_rules
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import pattern

STRIDE = ("spoofing", "tampering", "repudiation", "information_disclosure", "denial_of_service", "elevation_of_privilege")
_DEFENCES = {
    "spoofing": ("server", pattern("code review"), "arch.defence.spoofing"),
    "tampering": ("store", "tool.arch.sqlCheck", "arch.defence.tampering"),
    "repudiation": ("server", pattern("unit tests"), "arch.defence.repudiation"),
    "information_disclosure": ("api", "tool.dast.zap", "arch.defence.information_disclosure"),
    "denial_of_service": ("api", "LoadTestAgent", "arch.defence.denial_of_service"),
    "elevation_of_privilege": ("store", "tool.code.staticPack", "arch.defence.elevation_of_privilege"),
}


def security_design(model: DomainModel, domain: Given) -> dict[str, Any]:
    """Return the content of a SecurityDesign artifact, with claims: six threats to each kind of record, and every field classified."""
    resources, speech = resources_of(model), speech_of(model)
    say, rule = speech.say, speech.rule
    assets = [{"entity": r.id, "field": f.name, "sensitivity": sensitivity(r, f)} for r in resources for f in r.fields]
    return {
        "assets": assets,
        "boundaries": [
            {
                "id": "TB-1",
                "name": say("visitor to server"),
                "crosses": [say("forms"), say("JSON bodies"), say("query parameters")],
                "why": rule_says(rule("arch.boundary.visitor")),
            },
            {"id": "TB-2", "name": say("server to store"), "crosses": [say("SQL parameters")], "why": rule_says(rule("arch.boundary.store"))},
        ],
        "threats": _numbered([*_threats(model, domain, assets), *threats_to_rules(model, domain)]),
        "authentication": {
            "first_release": "accounts",
            "why": rule_says(rule("arch.auth.accounts")),
            "condition": rule_says(rule("arch.auth.condition")),
        },
        "privacy": [_privacy(asset, resources, model) for asset in assets if asset["sensitivity"] != "internal"],
    }


def _threats(model: DomainModel, domain: Given, assets: list[dict[str, str]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    speech = speech_of(model)
    for index, (entity, resource) in enumerate(zip(model.entities, resources_of(model), strict=True)):
        classes = {asset["sensitivity"] for asset in assets if asset["entity"] == resource.id}
        severity = "high" if "sensitive" in classes else "medium" if "personal" in classes else "low"
        for category, text in _told(resource).items():
            component, verified_by, rule = _DEFENCES[category]
            found.append(
                {
                    "category": category,
                    "entity": entity.id,
                    "boundary": "TB-2" if component == "store" else "TB-1",
                    "severity": severity,
                    "threat": domain.claim(text, f"/entities/{index}/plural"),
                    "mitigation": {
                        "component": component,
                        "does": rules()[speech.rule(rule)],
                        "rule": speech.rule(rule),
                        "verified_by": speech.say(verified_by),
                    },
                }
            )
    return found


def _numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"T-{number:03d}", **threat} for number, threat in enumerate(found, start=1)]


def _told(resource: Resource) -> dict[str, str]:
    say, speech = saying(resource), speech_of(resource)
    fields = ", ".join(speech.label(field.label) for field in resource.inputs[:3])
    steps = ""
    if resource.transitions:
        steps = say(" or takes a step ({step}) that is not theirs to take", step=speech.label(resource.transitions[0].label))
    return {
        "spoofing": say("Somebody sends {it:many} in another's name."),
        "tampering": say("Somebody changes {it:many} ({fields}) past the rules, such as by a crafted form.", fields=fields),
        "repudiation": say("Somebody denies having changed or deleted {it:many}."),
        "information_disclosure": say("Somebody reads {it:many} ({fields}) that are not meant for them.", fields=fields),
        "denial_of_service": say("Somebody asks for so many {it:many}, or sends such large ones, that others wait."),
        "elevation_of_privilege": say("Somebody runs SQL or script through the texts of {it:many}{steps}.", steps=steps),
    }


def _privacy(asset: dict[str, str], resources: tuple[Resource, ...], model: DomainModel) -> dict[str, Any]:
    resource = next(resource for resource in resources if resource.id == asset["entity"])
    say, speech = saying(resource), speech_of(model)
    label = next(field.label for field in resource.fields if field.name == asset["field"])
    hidden = next((rule for rule in model.rules if rule.kind == "visibility" and rule.entity == resource.id), None)
    seen = say("everybody who is signed in sees it")
    if hidden:
        seen = say("each {roles:one} sees their own alone", roles=roles_of(hidden, model))
    given = {"field": speech.label(label), "seen": seen}
    texts = {
        "personal": say("The {field} of {it:many} is personal data: {seen}, it is kept out of logs, and deleted with its record.", **given),
        "sensitive": say("The {field} of {it:many} is sensitive data: {seen}, it is kept out of logs, and deleted with its record.", **given),
    }
    handling = by_rule(texts[asset["sensitivity"]], speech.rule(f"arch.privacy.{asset['sensitivity']}"))
    return {**asset, "handling": handling}
