"""StrategyAgent: which way to build, what for, how success would show, and what the actors and the ill-willed do."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import told
from phases.sandboxed.author.vocabulary import plural
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, given, rule_says, write
from phases.sandboxed.planning.wording import lower, sentence
from phases.sandboxed.rules import rules

MOST_RULE_GOALS = 8


def run(ctx: Context) -> dict[str, Any]:
    """Write DiscoveryPack and UseCases; return the chosen option and the number of use cases. Raises MissingInput."""
    domain = given(ctx, "DomainModel")
    model = DomainModel.from_json(domain.content)
    options = ctx.call_tool("tool.ideation.divergeConverge")["data"]["options"]
    kpis = ctx.call_tool("tool.ideation.kpiDesigner")["data"]["kpis"]
    write(ctx, "DiscoveryPack", _pack(model, domain, options, kpis))
    cases = ctx.call_tool("tool.ideation.usecases")["data"]["use_cases"]
    abuses = ctx.call_tool("tool.ideation.abuseSeeds")["data"]["abuse_cases"]
    told_cases = [_case(case, model, domain) for case in cases]
    write(ctx, "UseCases", {"use_cases": told_cases, "abuse_cases": [_abuse(abuse) for abuse in abuses]})
    return {"option": next((option["id"] for option in options if option["chosen"]), ""), "use_cases": len(cases)}


def _pack(model: DomainModel, domain: Given, options: list[dict[str, Any]], kpis: list[dict[str, Any]]) -> dict[str, Any]:
    goals = _goals(model, domain)
    assumptions: list[Claim] = [rule_says("ideation.assumption.reach")]
    if model.actors:
        wish = f"{plural(model.actors[0].name)} will prefer the product to what they use today."
        assumptions.append(assumed(wish, "Nobody was asked: only its users can say whether they will prefer it."))
    return {
        "title": model.title,
        "problem": domain.claim(f"The idea asks for this: {model.summary}", "/summary"),
        "value": _value(model, domain),
        "options": [{**option, "text": rule_says(f"ideation.option.{option['id']}")} for option in options],
        "goals": [{"id": f"G-{number:02}", "text": text} for number, text in enumerate(goals, 1)],
        "kpis": [_kpi(kpi) for kpi in kpis],
        "assumptions": [{"id": f"D-{number:02}", "text": text} for number, text in enumerate(assumptions, 1)],
    }


def _value(model: DomainModel, domain: Given) -> Claim:
    if not model.entities or not model.actors:
        return domain.repeated("/summary")
    kept = f"{plural(model.actors[0].name)} keep {lower(model.entities[0].plural)} in one place"
    rule = next((index for index, rule in enumerate(model.rules) if rule.checkable), None)
    if rule is None:
        return domain.claim(f"{kept}.", "/entities/0/description")
    return domain.claim(f"{kept}, and this holds without anybody watching: {told(model.rules[rule], model)}", f"/rules/{rule}/text")


def _goals(model: DomainModel, domain: Given) -> list[Claim]:
    goals = [rule_says("ideation.goal.first")]
    if any(entity.states for entity in model.entities):
        goals.append(rule_says("ideation.goal.states"))
    kept = [index for index, rule in enumerate(model.rules) if rule.checkable][:MOST_RULE_GOALS]
    goals += [domain.claim(f"The product itself keeps this: {told(model.rules[index], model)}", f"/rules/{index}/text") for index in kept]
    goals += [domain.claim(f"It shows at any time: {sentence(report.text)}", f"/reports/{index}/text") for index, report in enumerate(model.reports)]
    return goals


def _kpi(kpi: dict[str, Any]) -> dict[str, Any]:
    rule = kpi["rule"]
    return {**{key: value for key, value in kpi.items() if key != "rule"}, "text": by_rule(f"{kpi['name']}: {rules()[rule]}", rule)}


def _case(case: dict[str, Any], model: DomainModel, domain: Given) -> dict[str, Any]:
    index, who = case.pop("action"), lower(model.actor(case["actor"]).name)
    if index is None:
        text = by_rule(f"{case['title']}: {rules()['ideation.usecase.rule']}", "ideation.usecase.rule")
    else:
        text = domain.claim(f"{case['title']}: {model.actions[index].phrase}", f"/actions/{index}/phrase")
    paths = {kind: [_path(path, domain) for path in case[kind]] for kind in ("alternatives", "failures")}
    return {**case, **paths, "text": text, "before": f"A {who} has signed in"}


def _path(path: dict[str, Any], domain: Given) -> dict[str, Any]:
    because = domain.claim(path["because"], path["pointer"])
    return {**{key: value for key, value in path.items() if key != "pointer"}, "because": because}


def _abuse(abuse: dict[str, Any]) -> dict[str, Any]:
    rule = f"ideation.abuse.{abuse['kind']}"
    return {**abuse, "text": by_rule(f"{abuse['title']}. {rules()[rule]}", rule)}
