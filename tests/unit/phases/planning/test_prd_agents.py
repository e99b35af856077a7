"""The prd phase, agent by agent, over domain models that differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.phases.planning.cast import CLINIC, MODELS, PRD, TODOS, bench_with, grounded, run_all

GUARDS = ("guard.storyShape", "guard.traceability", "guard.nfrMeasurable")


def _metrics(bench) -> dict[str, float | None]:
    return {name: entry["value"] for report in run_all(bench, "prd", GUARDS).values() for name, entry in report["metrics"].items()}


@pytest.mark.parametrize("name", MODELS)
def test_it_writes_a_phase_whose_guards_all_pass(tmp_path: Path, name: str):
    bench = bench_with(tmp_path / "a", MODELS[name])
    run_all(bench, "prd", PRD)
    found = _metrics(bench)
    assert 4 <= found.pop("stories") <= 9
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

    for name, model in MODELS.items():
        bench = bench_with(tmp_path / name, model)
        run_all(bench, "prd", PRD)
        served = {f"{method.upper()} {path}" for path, entry in openapi_document(model)["paths"].items() for method in entry}
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
