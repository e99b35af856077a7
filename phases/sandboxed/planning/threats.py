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
from phases.sandboxed.planning.wording import lower
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.rules import rules

STRIDE = ("spoofing", "tampering", "repudiation", "information_disclosure", "denial_of_service", "elevation_of_privilege")
_DEFENCES = {
    "spoofing": ("server", "code review", "arch.defence.spoofing"),
    "tampering": ("store", "tool.arch.sqlCheck", "arch.defence.tampering"),
    "repudiation": ("server", "unit tests", "arch.defence.repudiation"),
    "information_disclosure": ("api", "tool.dast.zap", "arch.defence.information_disclosure"),
    "denial_of_service": ("api", "LoadTestAgent", "arch.defence.denial_of_service"),
    "elevation_of_privilege": ("store", "tool.code.staticPack", "arch.defence.elevation_of_privilege"),
}


def security_design(model: DomainModel, domain: Given) -> dict[str, Any]:
    """Return the content of a SecurityDesign artifact, with claims: six threats to each kind of record, and every field classified."""
    resources = resources_of(model)
    assets = [{"entity": r.id, "field": f.name, "sensitivity": sensitivity(r, f)} for r in resources for f in r.fields]
    return {
        "assets": assets,
        "boundaries": [
            {
                "id": "TB-1",
                "name": "visitor to server",
                "crosses": ["forms", "JSON bodies", "query parameters"],
                "why": rule_says("arch.boundary.visitor"),
            },
            {"id": "TB-2", "name": "server to store", "crosses": ["SQL parameters"], "why": rule_says("arch.boundary.store")},
        ],
        "threats": _numbered([*_threats(model, domain, assets), *threats_to_rules(model, domain)]),
        "authentication": {"first_release": "accounts", "why": rule_says("arch.auth.accounts"), "condition": rule_says("arch.auth.condition")},
        "privacy": [_privacy(asset, resources, model) for asset in assets if asset["sensitivity"] != "internal"],
    }


def _threats(model: DomainModel, domain: Given, assets: list[dict[str, str]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
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
                    "mitigation": {"component": component, "does": rules()[rule], "rule": rule, "verified_by": verified_by},
                }
            )
    return found


def _numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"id": f"T-{number:03d}", **threat} for number, threat in enumerate(found, start=1)]


def _told(resource: Resource) -> dict[str, str]:
    many = lower(resource.plural)
    fields = ", ".join(lower(field.label) for field in resource.inputs[:3])
    steps = f" or takes a step ({lower(resource.transitions[0].label)}) that is not theirs to take" if resource.transitions else ""
    return {
        "spoofing": f"Somebody sends {many} in another's name.",
        "tampering": f"Somebody changes {many} ({fields}) past the rules, such as by a crafted form.",
        "repudiation": f"Somebody denies having changed or deleted {many}.",
        "information_disclosure": f"Somebody reads {many} ({fields}) that are not meant for them.",
        "denial_of_service": f"Somebody asks for so many {many}, or sends such large ones, that others wait.",
        "elevation_of_privilege": f"Somebody runs SQL or script through the texts of {many}{steps}.",
    }


def _privacy(asset: dict[str, str], resources: tuple[Resource, ...], model: DomainModel) -> dict[str, Any]:
    resource = next(resource for resource in resources if resource.id == asset["entity"])
    name, many = asset["field"].replace("_", " "), lower(resource.plural)
    hidden = next((rule for rule in model.rules if rule.kind == "visibility" and rule.entity == resource.id), None)
    seen = f"each {roles_of(hidden, model)} sees their own alone" if hidden else "everybody who is signed in sees it"
    text = f"The {name} of {many} is {asset['sensitivity']} data: {seen}, it is kept out of logs, and deleted with its record."
    return {**asset, "handling": by_rule(text, f"arch.privacy.{asset['sensitivity']}")}
