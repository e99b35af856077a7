"""The guards of intake, ideation and critique: they measure again, and see what an agent left out or made up."""

from __future__ import annotations

import json

from tests.support.workbench import Workbench

INTAKE = ["IntakeClassifierAgent", "IntakeExpanderAgent", "IntakeValidatorAgent"]


def bench_after(tmp_path, idea, agents):
    bench = Workbench(tmp_path, idea)
    for agent, phase in agents:
        bench.run(agent, phase=phase)
    return bench


def rewrite(bench, type, change, *, phase):
    """Store a changed copy of the newest artifact of a type, as an agent that errs would have written it."""
    content = bench.content(type)
    change(content)
    bench.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase=phase, producer="x")


def value(bench, guard, phase, metric):
    return bench.run(guard, phase=phase)["metrics"][metric]["value"]


def intake(tmp_path, idea="A fast todo app. Users share todos."):
    return bench_after(tmp_path, idea, [(agent, "intake") for agent in INTAKE])


def test_a_vague_word_counts_until_its_rule_resolves_it(tmp_path):
    bench = intake(tmp_path)
    assert value(bench, "guard.ambiguityMeter", "intake", "ambiguity") == 0.0
    rewrite(bench, "IdeaSpec", lambda spec: spec["sources"].pop("/ambiguities/0/resolution"), phase="intake")
    assert value(bench, "guard.ambiguityMeter", "intake", "ambiguity") == 0.5  # one doubtful word in two statements


def test_a_resolution_by_another_rule_does_not_count(tmp_path):
    bench = intake(tmp_path)
    other = {"kind": "rule", "id": "intake.measure.simple", "quote": "Simple means"}
    rewrite(bench, "IdeaSpec", lambda spec: spec["sources"].update({"/ambiguities/0/resolution": other}), phase="intake")
    assert value(bench, "guard.ambiguityMeter", "intake", "ambiguity") == 0.5


def test_feasibility_is_not_evaluable_when_the_artifact_says_otherwise_than_the_tool(tmp_path):
    bench = intake(tmp_path)
    assert value(bench, "guard.feasibilityCheck", "intake", "feasibility") is True
    rewrite(bench, "Feasibility", lambda found: found.update(feasible=False), phase="intake")
    assert value(bench, "guard.feasibilityCheck", "intake", "feasibility") is None


def test_feasibility_is_not_evaluable_without_the_tool(tmp_path):
    report = Workbench(tmp_path, "Build a todo app").run("guard.feasibilityCheck", phase="intake")
    assert report["verdict"] == "not_evaluable"


def test_an_action_without_use_case_lowers_the_coverage(tmp_path):
    bench = intake(tmp_path)
    bench.run("StrategyAgent", phase="ideation")
    actions = len(bench.content("DomainModel")["actions"])
    rewrite(bench, "UseCases", lambda cases: cases["use_cases"][0].update(covers=["none"]), phase="ideation")
    lost = 1 - value(bench, "guard.usecaseCoverage", "ideation", "usecase_coverage")
    assert round(lost * actions) == 1


def test_a_persona_of_an_unknown_actor_does_not_count(tmp_path):
    bench = intake(tmp_path)
    bench.run("PersonaAgent", phase="ideation")
    before = value(bench, "guard.personaCount", "ideation", "personas")
    rewrite(bench, "Personas", lambda written: written["personas"][0].update(actor="astronaut"), phase="ideation")
    assert value(bench, "guard.personaCount", "ideation", "personas") == before - 1


def test_critique_must_deal_with_every_hazard_assumption_and_thing(tmp_path):
    critique = ["CritiqueAgent", "RiskAnalysisAgent", "AssumptionChallengerAgent"]
    agents = [(agent, "intake") for agent in INTAKE] + [("StrategyAgent", "ideation")] + [(agent, "critique") for agent in critique]
    bench = bench_after(tmp_path, "AI-powered healthcare diagnostic platform", agents)
    rewrite(bench, "RiskRegister", lambda register: register["risks"].pop(0), phase="critique")
    rewrite(bench, "Assumptions", lambda written: written["assumptions"].pop(0), phase="critique")
    rewrite(bench, "CritiqueReport", lambda report: report["reviewed"].pop(1), phase="critique")
    report = bench.run("guard.critiqueCoverage", phase="critique")
    assert report["verdict"] == "fail" and all(metric["value"] < 1 for metric in report["metrics"].values())
