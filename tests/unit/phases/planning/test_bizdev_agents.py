"""The bizdev phase over domain models that differ: figures computed, sources honest, defects found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.workbench import Workbench
from tests.unit.phases.planning.cast import BIZDEV, CLINIC, MODELS, PRD, STUDIO, TODOS, bench_with, grounded, run_all, run_ideation

GUARDS = ("guard.bizFigures", "guard.bizCoverage", "guard.bizDepth")


def _done(folder: Path, model: dict[str, Any]) -> Workbench:
    bench = bench_with(folder, model)
    run_ideation(bench)
    run_all(bench, "prd", PRD)
    run_all(bench, "bizdev", BIZDEV)
    return bench


def _replace(bench: Workbench, type: str, content: dict[str, Any]) -> None:
    bench.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase="bizdev", producer="test")


@pytest.mark.parametrize("name", MODELS)
def test_it_writes_a_phase_whose_guards_all_pass(tmp_path: Path, name: str):
    bench = _done(tmp_path / "a", MODELS[name])
    reports = run_all(bench, "bizdev", GUARDS)
    assert {entry["value"] for report in reports.values() for entry in report["metrics"].values()} == {1.0}
    assert {report["verdict"] for report in reports.values()} == {"pass"}


@pytest.mark.parametrize("name", MODELS)
def test_what_is_not_called_an_assumption_has_a_source_that_holds(tmp_path: Path, name: str):
    result = grounded(_done(tmp_path / "a", MODELS[name]), "bizdev")
    assert [v.claim.pointer for v in result.unsupported if (v.claim.source or {}).get("kind") != "assumption"] == []
    assert result.grounding is not None and result.grounding >= 0.85
    assert len(result.unsupported) >= 6


def test_equal_models_give_equal_bytes_and_other_models_other_ones(tmp_path: Path):
    benches = [_done(tmp_path / str(number), model) for number, model in enumerate((CLINIC, CLINIC, TODOS))]
    hashes = [[ref.hash for ref in bench.refs if ref.phase == "bizdev" and ref.type != "ToolReport"] for bench in benches]
    assert hashes[0] == hashes[1]
    assert not set(hashes[0]) & set(hashes[2])


def _values(model: dict[str, Any]) -> dict[str, float]:
    return {entry["name"]: entry["value"] for entry in (*model["inputs"], *model["results"])}


def test_the_cost_to_run_and_the_break_even_are_computed_from_the_inputs(tmp_path: Path):
    found = _values(_done(tmp_path / "a", TODOS).content("PricingModel"))
    # 30 people × 12 todos × 12 months; 3 years and 15 copies of rows of so many bytes
    assert found["rows_per_year"] == 4320
    assert found["storage_mb"] == pytest.approx(4320 * found["bytes_per_row"] * 45 / 1e6, abs=1e-3)
    # one machine at 6 USD and a few megabytes: one customer at 9 USD pays for them
    assert 6 < found["service_cost_per_month"] < 9
    assert found["break_even_customers"] == 1


def test_people_and_rows_that_the_idea_names_are_no_assumptions(tmp_path: Path):
    model = _done(tmp_path / "a", STUDIO).content("PricingModel")
    inputs = {entry["name"]: entry for entry in model["inputs"]}
    assert (inputs["people"]["value"], inputs["people"]["basis"]) == (200, "idea")
    # at most 3 bookings a week are 12 in four weeks
    assert (inputs["rows_per_person_month"]["value"], inputs["rows_per_person_month"]["basis"]) == (12, "idea")


def test_the_sensitivity_begins_with_what_moves_the_payback_most(tmp_path: Path):
    model = _done(tmp_path / "a", TODOS).content("PricingModel")
    usual = _values(model)["payback_months"]
    moved = [abs(row["outcomes"]["payback_months"] - usual) for row in model["sensitivity"]]
    pairs = [max(moved[index : index + 2]) for index in range(0, len(moved), 2)]
    assert pairs == sorted(pairs, reverse=True)
    assert all(row["value"] != _values(model)[row["input"]] for row in model["sensitivity"])


def test_a_price_that_the_idea_names_is_no_assumption(tmp_path: Path):
    named = {**TODOS, "quantities": [{"value": 5, "unit": "EUR", "phrase": "5 EUR per month"}]}
    model = _done(tmp_path / "a", named).content("PricingModel")
    price = next(entry for entry in model["inputs"] if entry["name"] == "price_per_month")
    assert (price["value"], price["basis"]) == (5, "idea")
    assert model["break_even"]["customers"] == 2


def test_each_persona_is_reached_told_and_set_going(tmp_path: Path):
    plan = _done(tmp_path / "a", STUDIO).content("GTMPlan")
    assert [entry["persona"] for entry in plan["personas"]] == ["member", "manager", "caretaker"]
    assert plan["personas"][1]["first_deed"] == "The first day: Managers confirm bookings."


def test_a_persona_forgotten_and_an_assumption_without_range_fail(tmp_path: Path):
    bench = _done(tmp_path / "a", STUDIO)
    plan, pricing = bench.content("GTMPlan"), bench.content("PricingModel")
    del plan["personas"][0]
    for entry in pricing["inputs"]:
        entry.pop("low", None)
    _replace(bench, "GTMPlan", plan)
    _replace(bench, "PricingModel", pricing)
    metrics = bench.run("guard.bizDepth", phase="bizdev")["metrics"]
    assert metrics["personas_addressed"]["value"] < 1 and metrics["ranges_stated"]["value"] < 1


def test_a_cost_above_what_the_idea_allows_is_told(tmp_path: Path):
    dear = [{**quality, "value": 1} if quality["kind"] == "cost" else quality for quality in STUDIO["qualities"]]
    report = _done(tmp_path / "a", {**STUDIO, "qualities": dear}).run("guard.bizDepth", phase="bizdev")
    assert report["metrics"]["cost_bound_kept"]["value"] == 0
    assert "1 are allowed" in report["findings"][0]["message"]


def test_a_result_that_nobody_computed_fails(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    model = bench.content("PricingModel")
    model["results"][0]["value"] = 1
    _replace(bench, "PricingModel", model)
    report = bench.run("guard.bizFigures", phase="bizdev")
    assert report["verdict"] == "fail"
    assert report["metrics"]["formulas_evaluated"]["value"] < 1


def test_an_input_changed_after_the_computation_is_not_evaluable(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    model = bench.content("PricingModel")
    model["inputs"][-1]["value"] = 0.9
    _replace(bench, "PricingModel", model)
    report = bench.run("guard.bizFigures", phase="bizdev")
    assert report["verdict"] == "not_evaluable"
    assert report["metrics"]["formulas_evaluated"]["value"] is None


def test_an_assumption_told_as_fact_fails(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    model = bench.content("PricingModel")
    model["inputs"][-1]["basis"] = "idea"
    _replace(bench, "PricingModel", model)
    assert bench.run("guard.bizFigures", phase="bizdev")["metrics"]["figures_sourced"]["value"] < 1


def test_a_metric_counted_from_nothing_fails(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    plan = bench.content("MetricsPlan")
    plan["metrics"][0]["source"] = "GET /api/unicorns"
    _replace(bench, "MetricsPlan", plan)
    report = bench.run("guard.bizCoverage", phase="bizdev")
    assert report["verdict"] == "fail"
    assert "/api/unicorns" in report["findings"][0]["message"]
