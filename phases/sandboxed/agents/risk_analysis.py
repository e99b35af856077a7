"""RiskAnalysisAgent: every hazard that the rules see in the idea, with likelihood, impact and a measure against it."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.hazards import hazards, level, score, table
from phases.sandboxed.author.sourcing import Draft, by_rule
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules


def run(ctx: Context) -> dict[str, Any]:
    """Write the RiskRegister; return the number of risks and of high ones."""
    model = DomainModel.from_json(ctx.read("DomainModel"))
    draft = Draft()
    for number, (hazard, concerns) in enumerate(hazards(model, ctx.read("Feasibility")["limitations"]).items(), 1):
        known, points = table()[hazard], score(hazard)
        about = ", ".join(model.entity(id).plural.lower() for id in concerns)
        described = rules()[f"risk.{hazard}"] + (f" It concerns {about}." if about else "")
        risk = {
            "id": f"R-{number:02}",
            "hazard": hazard,
            "category": known["category"],
            "title": known["title"],
            "concerns": list(concerns),
            "likelihood": known["likelihood"],
            "impact": known["impact"],
            "score": points,
            "level": level(points),
            "owner": known["owner"],
            "description": described,
            "measure": rules()[f"risk.{hazard}.measure"],
        }
        draft.add("risks", risk, description=by_rule(f"risk.{hazard}"), measure=by_rule(f"risk.{hazard}.measure"))
    ctx.write("RiskRegister", draft.content, sources=draft.sources)
    risks = draft.content["risks"]
    return {"risks": len(risks), "high": sum(risk["level"] == "high" for risk in risks)}
