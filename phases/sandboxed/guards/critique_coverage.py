"""guard.critiqueCoverage: metrics `things_reviewed`, `risks_assessed`, `assumptions_challenged`, each a share of what there was to look at.

What there was is computed here again, from the domain model, the hazard rules and the recorded assumptions, not taken from the critique.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.hazards import risks
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"
GUARD = "guard.critiqueCoverage"


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; a metric is not evaluable when its artifact, or what it is measured against, is missing or empty."""
    metrics, findings = {}, []
    for name, artifact, wanted, met in (_reviewed(ctx), _assessed(ctx), _challenged(ctx)):
        missing = sorted(set(wanted) - set(met))
        value = (len(wanted) - len(missing)) / len(wanted) if wanted and ctx.refs(artifact) else None
        over = {"wanted": sorted(wanted), "met": sorted(met)}
        metrics[name] = rule_metric(value, "ratio", rule=f"{GUARD}.{name}", version=VERSION, over=over)
        findings += [{"severity": "high", "message": f"{artifact} does not deal with {id}", "artifact": artifact} for id in missing]
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


Measure = tuple[str, str, Collection[str], Collection[str]]


def _reviewed(ctx: Context) -> Measure:
    model, report = ctx.find("DomainModel"), ctx.find("CritiqueReport")
    wanted = {entry["id"] for key in ("entities", "actors", "rules") for entry in model[key]} if model else set()
    return "things_reviewed", "CritiqueReport", wanted, {entry["id"] for entry in (report or {"reviewed": ()})["reviewed"] if entry["checks"]}


def _assessed(ctx: Context) -> Measure:
    """A hazard is assessed when it stands in the register with the likelihood and impact that the written rules give, and a measure."""
    model, feasibility, register = ctx.find("DomainModel"), ctx.find("Feasibility"), ctx.find("RiskRegister")
    expected = risks(DomainModel.from_json(model), feasibility["limitations"]) if model and feasibility else []
    wanted = {risk.hazard: (risk.likelihood, risk.impact, risk.score) for risk in expected}
    met = {
        risk["hazard"]
        for risk in (register or {"risks": ()})["risks"]
        if wanted.get(risk["hazard"]) == (risk["likelihood"], risk["impact"], risk["score"]) and risk["measure"].strip()
    }
    return "risks_assessed", "RiskRegister", wanted, met


def _challenged(ctx: Context) -> Measure:
    """An assumption, or a rule that nothing checks, is challenged when the same text stands in Assumptions with a challenge and a test."""
    model = ctx.find("DomainModel")
    found = [content for type in ("IdeaSpec", "DiscoveryPack") if (content := ctx.find(type))]
    wanted = {entry["text"] for content in found for entry in content["assumptions"]}
    wanted |= {rule["text"] for rule in (model or {"rules": ()})["rules"] if rule["kind"] == "statement"}
    written = (ctx.find("Assumptions") or {"assumptions": ()})["assumptions"]
    met = {entry["text"] for entry in written if entry["challenge"].strip() and entry["test"].strip()}
    return "assumptions_challenged", "Assumptions", wanted, met
