"""RiskAnalysisAgent: every hazard that the rules see in the idea, with likelihood, impact, why, and a measure against it."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.hazards import Factor, Risk, level, risks, table
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Given, by_rule, given, write
from phases.sandboxed.planning.wording import listed, lower
from phases.sandboxed.rules import rules


def run(ctx: Context) -> dict[str, Any]:
    """Write the RiskRegister; return the number of risks and of high ones. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    found = risks(model, ctx.read("Feasibility")["limitations"])
    entries = [_entry(number, risk, model, domain) for number, risk in enumerate(found, 1)]
    write(ctx, "RiskRegister", {"risks": entries})
    return {"risks": len(entries), "high": sum(entry["level"] == "high" for entry in entries)}


def _entry(number: int, risk: Risk, model: DomainModel, domain: Given) -> dict[str, Any]:
    known = table()[risk.hazard]
    about = listed(lower(model.entity(id).plural) for id in risk.concerns)
    described = rules()[f"risk.{risk.hazard}"] + (f" It concerns {about}." if about else "")
    return {
        "id": f"R-{number:02}",
        "hazard": risk.hazard,
        "category": known["category"],
        "title": known["title"] + (f": {about}" if about else ""),
        "concerns": list(risk.concerns),
        "starts_at": {"likelihood": known["likelihood"], "impact": known["impact"]},
        "factors": [_factor(factor, domain) for factor in risk.factors],
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "score": risk.score,
        "level": level(risk.score),
        "owner": known["owner"],
        "description": by_rule(described, f"risk.{risk.hazard}"),
        "measure": by_rule(rules()[f"risk.{risk.hazard}.measure"], f"risk.{risk.hazard}.measure"),
    }


def _factor(factor: Factor, domain: Given) -> dict[str, Any]:
    words = factor.words.strip().rstrip(".")
    text = domain.claim(f"“{words}”: {rules()[f'risk.factor.{factor.id}']}", factor.pointer)
    return {"rule": f"risk.factor.{factor.id}", "likelihood": factor.likelihood, "impact": factor.impact, "because": text}
