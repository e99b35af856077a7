"""The prd phase, agent by agent, over domain models that differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.phases.planning.cast import CLINIC, MODELS, PRD, STUDIO, TODOS, bench_with, grounded, run_all

GUARDS = ("guard.storyShape", "guard.traceability", "guard.nfrMeasurable")


def _metrics(bench) -> dict[str, float | None]:
    return {name: entry["value"] for report in run_all(bench, "prd", GUARDS).values() for name, entry in report["metrics"].items()}


@pytest.mark.parametrize("name", MODELS)
def test_it_writes_a_phase_whose_guards_all_pass(tmp_path: Path, name: str):
    bench = bench_with(tmp_path / "a", MODELS[name])
    run_all(bench, "prd", PRD)
    found = _metrics(bench)
    demanded = sum(rule["kind"] != "statement" for rule in MODELS[name]["rules"]) + len(MODELS[name]["reports"]) + len(MODELS[name]["exports"])
    assert 4 <= found.pop("stories") <= 9 + demanded
    assert found.pop("nfr_categories") >= 4
    without_actions = not MODELS[name]["actions"]
    assert (found.pop("actions_decided") is None) == without_actions
    found.pop("actions_covered")
    assert set(found.values()) == {1.0}


@pytest.mark.parametrize("name", MODELS)
def test_every_claim_has_a_source_that_holds(tmp_path: Path, name: str):
    bench = bench_with(tmp_path / "a", MODELS[name])
    run_all(bench, "prd", PRD)
    result = grounded(bench, "prd")
    assert len(result.claims) > 20
    assert [(v.claim.artifact_type, v.claim.pointer, v.reason) for v in result.unsupported] == []


def test_the_same_model_gives_the_same_bytes(tmp_path: Path):
    benches = [bench_with(tmp_path / name, CLINIC) for name in "ab"]
    for bench in benches:
        run_all(bench, "prd", PRD)
    assert [ref.hash for ref in benches[0].refs] == [ref.hash for ref in benches[1].refs]


def test_an_action_that_no_record_can_do_is_left_out_with_its_reason(tmp_path: Path):
    bench = bench_with(tmp_path / "a", CLINIC)
    run_all(bench, "prd", PRD)
    excluded = [entry for entry in bench.content("PRD")["scope"]["excluded"] if "diagnose_patient" in entry["answers"]]
    assert [entry["what"] for entry in excluded] == ["diagnose patients"]


def test_a_time_and_a_crowd_that_the_idea_names_become_the_latency_limit(tmp_path: Path):
    bench = bench_with(tmp_path / "a", CLINIC)
    run_all(bench, "prd", PRD)
    latency = bench.content("NFRs")["nfrs"][0]
    assert (latency["value"], latency["unit"]) == (2000, "ms")
    assert "20 users" in latency["condition"]


def test_the_trace_names_endpoints_of_the_contract(tmp_path: Path):
    from phases.sandboxed.product.contract import openapi_document
    from phases.sandboxed.product.stories.features import story_paths

    for name, model in MODELS.items():
        bench = bench_with(tmp_path / name, model)
        run_all(bench, "prd", PRD)
        paths = {**openapi_document(model)["paths"], **story_paths(model, bench.content("UserStories")["stories"])}
        served = {f"{method.upper()} {path}" for path, entry in paths.items() for method in entry}
        assert {endpoint for row in bench.content("RTM")["rows"] for endpoint in row["endpoints"]} <= served


def test_a_requirement_without_a_row_fails_the_trace(tmp_path: Path):
    bench = bench_with(tmp_path / "a", TODOS)
    run_all(bench, "prd", PRD)
    rtm = bench.content("RTM")
    del rtm["rows"][0]
    bench.store("RTM", json.dumps(rtm).encode(), name="RTM.json", media_type="application/json", phase="prd", producer="TraceMatrixAgent")
    report = bench.run("guard.traceability", phase="prd")
    assert report["verdict"] == "fail"
    assert report["metrics"]["requirements_traced"]["value"] < 1
    assert "FR-001 lacks a row in the matrix" in report["findings"][0]["message"]


def test_a_quality_without_its_number_fails(tmp_path: Path):
    bench = bench_with(tmp_path / "a", TODOS)
    run_all(bench, "prd", PRD)
    nfrs = bench.content("NFRs")
    nfrs["nfrs"][0]["statement"] = "The product is fast."
    bench.store("NFRs", json.dumps(nfrs).encode(), name="NFRs.json", media_type="application/json", phase="prd", producer="NFRsAgent")
    report = bench.run("guard.nfrMeasurable", phase="prd")
    assert report["verdict"] == "fail"
    assert report["metrics"]["nfrs_measurable"]["value"] < 1


def test_without_artifacts_nothing_is_evaluable(tmp_path: Path):
    bench = bench_with(tmp_path / "a", TODOS)
    reports = run_all(bench, "prd", GUARDS)
    assert {report["verdict"] for report in reports.values()} == {"not_evaluable"}


def test_every_rule_becomes_a_requirement_with_its_refusal_and_a_row_of_the_trace(tmp_path: Path):
    bench = bench_with(tmp_path / "a", STUDIO)
    run_all(bench, "prd", PRD)
    prd, rtm = bench.content("PRD"), bench.content("RTM")
    by_rule = {requirement["rule"]: requirement for requirement in prd["requirements"] if requirement["kind"] == "rule"}
    assert sorted(by_rule) == sorted(rule["id"] for rule in STUDIO["rules"] if rule["kind"] != "statement")
    assert by_rule["rule_6"]["refusal"]["status"] == 409
    assert {row["rule"] for row in rtm["rows"] if "rule" in row} == set(by_rule)
    assert "Members leave the rooms tidy." in [entry["text"] for entry in prd["constraints"]]


def test_every_requirement_belongs_to_one_epic(tmp_path: Path):
    bench = bench_with(tmp_path / "a", STUDIO)
    run_all(bench, "prd", PRD)
    prd = bench.content("PRD")
    assert sorted(id for epic in prd["epics"] for id in epic["requirements"]) == sorted(entry["id"] for entry in prd["requirements"])


def test_what_the_idea_asks_of_its_qualities_is_measured_by_a_tool(tmp_path: Path):
    bench = bench_with(tmp_path / "a", STUDIO)
    run_all(bench, "prd", PRD)
    nfrs = {entry["metric"]: entry for entry in bench.content("NFRs")["nfrs"]}
    assert (nfrs["service_cost_per_month"]["value"], nfrs["service_cost_per_month"]["tool"]) == (20, "tool.biz.model")
    assert (nfrs["p95_latency_ms"]["value"], nfrs["error_rate"]["value"]) == (2000, 0.01)
    assert "email of enrolments" in nfrs["dpia_coverage"]["statement"]
    assert nfrs["fixed_widths"]["report"] == "ResponsiveReview"


def test_there_are_screens_to_sign_in_for_what_is_due_and_for_reports(tmp_path: Path):
    bench = bench_with(tmp_path / "a", STUDIO)
    run_all(bench, "prd", PRD)
    flows = bench.content("UXFlows")
    screens = {screen["id"]: screen for screen in flows["screens"]}
    assert {"SCR-SIGN-IN", "SCR-DUE", "SCR-REPORT-1", "SCR-REPORT-2"} <= set(screens)
    assert screens["SCR-DUE"]["stories"] != [] and screens["SCR-REPORT-1"]["stories"] != []
    assert {flow["steps"][0]["screen"] for flow in flows["flows"]} == {"SCR-SIGN-IN"}


def test_a_quality_without_a_tool_fails(tmp_path: Path):
    bench = bench_with(tmp_path / "a", TODOS)
    run_all(bench, "prd", PRD)
    nfrs = bench.content("NFRs")
    nfrs["nfrs"][0]["tool"] = "tool.qa.unicorn"
    bench.store("NFRs", json.dumps(nfrs).encode(), name="NFRs.json", media_type="application/json", phase="prd", producer="NFRsAgent")
    assert bench.run("guard.nfrMeasurable", phase="prd")["metrics"]["nfrs_measurable"]["value"] < 1
