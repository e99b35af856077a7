"""StrategyAgent: which way to build, what for, how success would show, and what the actors and the ill-willed do."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import told
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, given, rule_says, write
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import Speech

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
    write(ctx, "UseCases", {"use_cases": told_cases, "abuse_cases": [_abuse(abuse, speech_of(model)) for abuse in abuses]})
    return {"option": next((option["id"] for option in options if option["chosen"]), ""), "use_cases": len(cases)}


def _pack(model: DomainModel, domain: Given, options: list[dict[str, Any]], kpis: list[dict[str, Any]]) -> dict[str, Any]:
    goals, speech = _goals(model, domain), speech_of(model)
    assumptions: list[Claim] = [rule_says(speech.rule("ideation.assumption.reach"))]
    if model.actors:
        wish = speech.say("{who} will prefer the product to what they use today.", who=speech.plural(model.actors[0].name))
        assumptions.append(assumed(wish, speech.say("Nobody was asked: only its users can say whether they will prefer it.")))
    return {
        "title": model.title,
        "problem": domain.claim(speech.say("The idea asks for this: {summary}", summary=model.summary), "/summary"),
        "value": _value(model, domain),
        "options": [_option(option, speech) for option in options],
        "goals": [{"id": f"G-{number:02}", "text": text} for number, text in enumerate(goals, 1)],
        "kpis": [_kpi(kpi, speech) for kpi in kpis],
        "assumptions": [{"id": f"D-{number:02}", "text": text} for number, text in enumerate(assumptions, 1)],
    }


def _value(model: DomainModel, domain: Given) -> Claim:
    if not model.entities or not model.actors:
        return domain.repeated("/summary")
    speech = speech_of(model)
    who, it = speech.plural(model.actors[0].name), speech.thing(model.entities[0])
    rule = next((index for index, rule in enumerate(model.rules) if rule.checkable), None)
    if rule is None:
        return domain.claim(speech.say("{who} keep {it:many} in one place.", who=who, it=it), "/entities/0/description")
    held = told(model.rules[rule], model)
    text = speech.say("{who} keep {it:many} in one place, and this holds without anybody watching: {rule}", who=who, it=it, rule=held)
    return domain.claim(text, f"/rules/{rule}/text")


def _goals(model: DomainModel, domain: Given) -> list[Claim]:
    speech = speech_of(model)
    goals = [rule_says(speech.rule("ideation.goal.first"))]
    if any(entity.states for entity in model.entities):
        goals.append(rule_says(speech.rule("ideation.goal.states")))
    kept = [index for index, rule in enumerate(model.rules) if rule.checkable][:MOST_RULE_GOALS]
    for index in kept:
        text = speech.say("The product itself keeps this: {rule}", rule=told(model.rules[index], model))
        goals.append(domain.claim(text, f"/rules/{index}/text"))
    for index, report in enumerate(model.reports):
        goals.append(domain.claim(speech.say("It shows at any time: {report}", report=sentence(report.text)), f"/reports/{index}/text"))
    return goals


def _option(option: dict[str, Any], speech: Speech) -> dict[str, Any]:
    text = rule_says(speech.rule(f"ideation.option.{option['id']}"))
    return {**option, "name": speech.say(option["name"]), "criteria": [speech.say(entry) for entry in option["criteria"]], "text": text}


def _kpi(kpi: dict[str, Any], speech: Speech) -> dict[str, Any]:
    rule = speech.rule(kpi["rule"])
    return {**{key: value for key, value in kpi.items() if key != "rule"}, "text": by_rule(f"{kpi['name']}: {rules()[rule]}", rule)}


def _case(case: dict[str, Any], model: DomainModel, domain: Given) -> dict[str, Any]:
    index, speech = case.pop("action"), speech_of(model)
    before = speech.say("A {who:one} has signed in", who=speech.person(model.actor(case["actor"]).name))
    if index is None:
        rule = speech.rule("ideation.usecase.rule")
        text = by_rule(f"{case['title']}: {rules()[rule]}", rule)
    else:
        text = domain.claim(f"{case['title']}: {model.actions[index].phrase}", f"/actions/{index}/phrase")
    paths = {kind: [_path(path, domain) for path in case[kind]] for kind in ("alternatives", "failures")}
    return {**case, **paths, "text": text, "before": before}


def _path(path: dict[str, Any], domain: Given) -> dict[str, Any]:
    because = domain.claim(path["because"], path["pointer"])
    return {**{key: value for key, value in path.items() if key != "pointer"}, "because": because}


def _abuse(abuse: dict[str, Any], speech: Speech) -> dict[str, Any]:
    rule = speech.rule(f"ideation.abuse.{abuse['kind']}")
    return {**abuse, "text": by_rule(f"{abuse['title']}. {rules()[rule]}", rule)}
