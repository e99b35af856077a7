"""StrategyAgent: which way to build, what for, how success would show, and what the actors and the ill-willed do."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.sourcing import Draft, assumed, by_artifact, by_rule
from phases.sandboxed.author.vocabulary import plural
from phases.sandboxed.context import Context
from phases.sandboxed.rules import rules

MODEL = "DomainModel"


def run(ctx: Context) -> dict[str, Any]:
    """Write DiscoveryPack and UseCases; return the chosen option and the number of use cases."""
    model = DomainModel.from_json(ctx.read(MODEL))
    options = ctx.call_tool("tool.ideation.divergeConverge")["data"]["options"]
    kpis = ctx.call_tool("tool.ideation.kpiDesigner")["data"]["kpis"]
    pack = _pack(model, options, kpis)
    ctx.write("DiscoveryPack", pack.content, sources=pack.sources)
    cases = ctx.call_tool("tool.ideation.usecases")["data"]["use_cases"]
    abuses = ctx.call_tool("tool.ideation.abuseSeeds")["data"]["abuse_cases"]
    used = _use_cases(model, cases, abuses)
    ctx.write("UseCases", used.content, sources=used.sources)
    return {"option": next((option["id"] for option in options if option["chosen"]), ""), "use_cases": len(cases)}


def _pack(model: DomainModel, options: list[dict[str, Any]], kpis: list[dict[str, Any]]) -> Draft:
    draft = Draft()
    draft.content["title"] = model.title
    draft.put("problem", f"The idea asks for this: {model.summary}", by_artifact(MODEL, "/summary", model.summary))
    main = model.entities[0] if model.entities else None
    if main and model.actors:
        value = f"{plural(model.actors[0].name)} keep {main.plural.lower()} in one place."
        draft.put("value", value, by_artifact(MODEL, "/entities/0/description", main.description))
    else:
        draft.put("value", model.summary, by_artifact(MODEL, "/summary", model.summary))
    for option in options:
        rule = f"ideation.option.{option['id']}"
        draft.add("options", {**option, "text": rules()[rule]}, text=by_rule(rule))
    goals = ["ideation.goal.first"]
    goals += ["ideation.goal.states"] if any(entity.states for entity in model.entities) else []
    goals += ["ideation.goal.rules"] if model.rules else []
    for number, rule in enumerate(goals, 1):
        draft.add("goals", {"id": f"G-{number:02}", "text": rules()[rule]}, text=by_rule(rule))
    for kpi in kpis:
        rule = kpi.pop("rule")
        draft.add("kpis", {**kpi, "text": f"{kpi['name']}: {rules()[rule]}"}, text=by_rule(rule))
    reach = rules()["ideation.assumption.reach"]
    draft.add("assumptions", {"id": "D-01", "text": reach}, text=by_rule("ideation.assumption.reach"))
    if model.actors:
        wish = f"{plural(model.actors[0].name)} will prefer the product to what they use today."
        draft.add("assumptions", {"id": "D-02", "text": wish}, text=assumed("Nobody was asked: only its users can say whether they will prefer it."))
    return draft


def _use_cases(model: DomainModel, cases: list[dict[str, Any]], abuses: list[dict[str, Any]]) -> Draft:
    draft = Draft()
    for case in cases:
        index = case.pop("action")
        action = model.actions[index]
        draft.add(
            "use_cases", {**case, "text": f"{case['title']}: {action.phrase}"}, text=by_artifact(MODEL, f"/actions/{index}/phrase", action.phrase)
        )
    for abuse in abuses:
        rule = f"ideation.abuse.{abuse['kind']}"
        draft.add("abuse_cases", {**abuse, "text": f"{abuse['title']}. {rules()[rule]}"}, text=by_rule(rule))
    draft.lists("use_cases", "abuse_cases")
    return draft
