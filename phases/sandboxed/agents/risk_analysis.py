"""RiskAnalysisAgent: every hazard that the rules see in the idea, with likelihood, impact, why, and a measure against it."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.hazards import Factor, Risk, level, risks, table
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Given, by_rule, given, rule_says, write
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of


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
    speech = speech_of(model)
    described, measure = speech.rule(f"risk.{risk.hazard}"), speech.rule(f"risk.{risk.hazard}.measure")
    about = speech.listed(f"{speech.thing(model.entity(id)):many}" for id in risk.concerns)
    concerned = speech.say(" It concerns {about}.", about=about) if about else ""
    return {
        "id": f"R-{number:02}",
        "hazard": risk.hazard,
        "category": known["category"],
        "title": speech.say(known["title"]) + (f": {about}" if about else ""),
        "concerns": list(risk.concerns),
        "starts_at": {"likelihood": known["likelihood"], "impact": known["impact"]},
        "factors": [_factor(factor, model, domain) for factor in risk.factors],
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "score": risk.score,
        "level": level(risk.score),
        "owner": known["owner"],
        "description": by_rule(rules()[described] + concerned, described),
        "measure": rule_says(measure),
    }


def _factor(factor: Factor, model: DomainModel, domain: Given) -> dict[str, Any]:
    speech = speech_of(model)
    why = rules()[speech.rule(f"risk.factor.{factor.id}")]
    text = domain.claim(speech.say("“{words}”: {why}", words=factor.words.strip().rstrip("."), why=why), factor.pointer)
    return {"rule": f"risk.factor.{factor.id}", "likelihood": factor.likelihood, "impact": factor.impact, "because": text}
