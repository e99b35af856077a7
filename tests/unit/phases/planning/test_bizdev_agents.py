"""The bizdev phase over domain models that differ: figures computed, sources honest, defects found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.workbench import Workbench
from tests.unit.phases.planning.cast import BIZDEV, CLINIC, MODELS, PRD, TODOS, bench_with, grounded, run_all

GUARDS = ("guard.bizFigures", "guard.bizCoverage")


def _done(folder: Path, model: dict[str, Any]) -> Workbench:
    bench = bench_with(folder, model)
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


def test_the_break_even_is_computed_from_the_inputs(tmp_path: Path):
    model = _done(tmp_path / "a", TODOS).content("PricingModel")
    inputs = {entry["name"]: entry["value"] for entry in model["inputs"]}
    # 20 USD of running cost at 9 USD a customer: three customers, for two bring only 18
    assert (inputs["service_cost_per_month"], inputs["price_per_month"]) == (20, 9)
    assert model["break_even"]["customers"] == 3


def test_a_price_that_the_idea_names_is_no_assumption(tmp_path: Path):
    named = {**TODOS, "quantities": [{"value": 5, "unit": "EUR", "phrase": "5 EUR per month"}]}
    model = _done(tmp_path / "a", named).content("PricingModel")
    price = next(entry for entry in model["inputs"] if entry["name"] == "price_per_month")
    assert (price["value"], price["basis"]) == (5, "idea")
    assert model["break_even"]["customers"] == 4


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
    model["inputs"][1]["value"] = 90
    _replace(bench, "PricingModel", model)
    report = bench.run("guard.bizFigures", phase="bizdev")
    assert report["verdict"] == "not_evaluable"
    assert report["metrics"]["formulas_evaluated"]["value"] is None


def test_an_assumption_told_as_fact_fails(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    model = bench.content("PricingModel")
    model["inputs"][1]["basis"] = "idea"
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
