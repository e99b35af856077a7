"""guard.ruleClashes counts afresh what the critique had to find, and ends an idea that contradicts itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.workbench import Workbench
from tests.unit.phases.planning.cast import MODELS, STUDIO, bench_with, grounded, run_critique

AGAINST = {"id": "rule_99", "kind": "limit", "text": "At most 5 bookings a week.", "entity": "booking", "maximum": 5, "per": "account",
           "period": "week", "on": "starts_at", "ignored": ["cancelled", "lapsed"]}  # fmt: skip


def _judged(bench: Workbench) -> dict[str, Any]:
    return bench.run("guard.ruleClashes", phase="critique")


@pytest.mark.parametrize("name", MODELS)
def test_an_ordinary_idea_passes_and_every_claim_holds(tmp_path: Path, name: str):
    bench = bench_with(tmp_path / "a", MODELS[name])
    run_critique(bench)
    assert _judged(bench)["verdict"] == "pass"
    coverage = bench.run("guard.critiqueCoverage", phase="critique")["metrics"]
    assert {metric: entry["value"] for metric, entry in coverage.items()} == dict.fromkeys(coverage, 1.0)
    assert bench.run("guard.contradictionScan", phase="critique")["metrics"]["contradictions"]["value"] == 0
    assert [(v.claim.pointer, v.reason) for v in grounded(bench, "critique").unsupported] == []


def test_two_limits_that_exclude_each_other_end_the_idea_with_both_texts(tmp_path: Path):
    bench = bench_with(tmp_path / "a", {**STUDIO, "rules": [*STUDIO["rules"], AGAINST]})
    run_critique(bench)
    report = _judged(bench)
    assert (report["verdict"], report["metrics"]["rule_contradictions"]["value"]) == ("fail", 1)
    assert "A member has at most 3 bookings per week." in report["findings"][0]["message"]
    assert "At most 5 bookings a week." in report["findings"][0]["message"]
    assert bench.content("CritiqueReport")["verdict"] == "killed"
    assert report["metrics"]["clashes_reported"]["value"] == 1


def test_a_clash_that_the_critique_hides_is_found(tmp_path: Path):
    bench = bench_with(tmp_path / "a", {**STUDIO, "rules": [*STUDIO["rules"], AGAINST]})
    run_critique(bench)
    report = bench.content("CritiqueReport")
    report["clashes"] = []
    bench.store("CritiqueReport", json.dumps(report).encode(), name="CritiqueReport.json", media_type="application/json", phase="critique",
                producer="test")  # fmt: skip
    assert _judged(bench)["metrics"]["clashes_reported"]["value"] < 1


def test_a_likelihood_that_no_rule_gives_is_not_assessed(tmp_path: Path):
    bench = bench_with(tmp_path / "a", STUDIO)
    run_critique(bench)
    register = bench.content("RiskRegister")
    register["risks"][0] |= {"likelihood": 1, "score": register["risks"][0]["impact"]}
    bench.store("RiskRegister", json.dumps(register).encode(), name="RiskRegister.json", media_type="application/json", phase="critique",
                producer="test")  # fmt: skip
    assert bench.run("guard.critiqueCoverage", phase="critique")["metrics"]["risks_assessed"]["value"] < 1


def test_a_rule_of_the_idea_makes_its_hazard_less_likely(tmp_path: Path):
    bench = bench_with(tmp_path / "a", STUDIO)
    run_critique(bench)
    risk = next(risk for risk in bench.content("RiskRegister")["risks"] if risk["hazard"] == "double_booking")
    # starts at 4; the product itself refuses overlaps: −2; 200 members: +1
    assert (risk["starts_at"]["likelihood"], risk["likelihood"]) == (4, 3)
    assert "Bookings of one room must not overlap" in risk["factors"][0]["because"]


def test_without_a_critique_nothing_is_evaluable(tmp_path: Path):
    assert _judged(bench_with(tmp_path / "a", STUDIO))["verdict"] == "not_evaluable"
