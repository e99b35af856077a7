"""guard.archThreats: is every field classified, every kind of threat considered for every entity, and every threat answered?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.planning.privacy import sensitivity
from phases.sandboxed.planning.threats import STRIDE
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.rules import rules

GUARD, VERSION = "guard.archThreats", "1.0.0"
_MEASURED = ("fields_classified", "private_fields_handled", "threats_considered", "threats_mitigated")


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: four shares from 0 to 1; with fields, none of them private, `private_fields_handled` is 1.0."""
    design, domain = ctx.find("SecurityDesign"), ctx.find("DomainModel")
    findings: list[dict[str, Any]] = []
    values: dict[str, float | None] = dict.fromkeys(_MEASURED)
    if design is not None and domain is not None:
        values = _measure(design, domain, findings)
    metrics = {
        name: rule_metric(value, "share", rule=GUARD, version=VERSION, over={"design": design, "domain": domain}) for name, value in values.items()
    }
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _measure(design: Mapping[str, Any], domain: Mapping[str, Any], findings: list[dict[str, Any]]) -> dict[str, float | None]:
    resources = resources_of(domain)
    expected = {(r.id, f.name): sensitivity(r, f) for r in resources for f in r.fields}
    given = {(asset["entity"], asset["field"]): asset["sensitivity"] for asset in design["assets"]}
    right = [given.get(key) == value for key, value in expected.items()]
    findings += [
        _finding(f"{entity}.{field} should be classified as {value}")
        for (entity, field), value in expected.items()
        if given.get((entity, field)) != value
    ]
    private = [key for key, value in expected.items() if value != "internal"]
    handled = {(entry["entity"], entry["field"]) for entry in design["privacy"]}
    findings += [
        _finding(f"{entity}.{field} is private, and nothing says how it is handled") for entity, field in private if (entity, field) not in handled
    ]
    pairs = [(entity["id"], category) for entity in domain["entities"] for category in STRIDE]
    considered = {(threat["entity"], threat["category"]) for threat in design["threats"]}
    findings += [
        _finding(f"{category.replace('_', ' ')} is not considered for {entity}") for entity, category in pairs if (entity, category) not in considered
    ]
    answered = [rules().get(threat["mitigation"]["rule"]) == threat["mitigation"]["does"] for threat in design["threats"]]
    return {
        "fields_classified": sum(right) / len(right) if right else None,
        "private_fields_handled": _handled(private, handled) if expected else None,
        "threats_considered": sum(pair in considered for pair in pairs) / len(pairs) if pairs else None,
        "threats_mitigated": sum(answered) / len(answered) if answered else None,
    }


def _handled(private: list[tuple[str, str]], handled: set[tuple[str, str]]) -> float:
    """Return the share of private fields that are handled. Every field was classified to find them: none is a finding, and a good one."""
    return sum(key in handled for key in private) / len(private) if private else 1.0


def _finding(message: str) -> dict[str, Any]:
    return {"severity": "high", "artifact": "SecurityDesign", "message": message, "fix": "classify by name, consider all six, answer by rule"}
