"""The ideation phase over domain models that differ: every rule has its path, every measure can be computed, defects are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from phases.sandboxed.author.kpis import answered
from tests.support.workbench import Workbench
from tests.unit.phases.planning.cast import MODELS, STUDIO, bench_with, grounded, run_all, run_ideation

GUARDS = ("guard.contradictionScan", "guard.citationCheck", "guard.speculativeLabeler", "guard.personaCount", "guard.ideationDepth")


def _done(folder: Path, model: dict[str, Any]) -> Workbench:
    bench = bench_with(folder, model)
    run_ideation(bench)
    return bench


def _replace(bench: Workbench, type: str, content: dict[str, Any]) -> None:
    bench.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase="ideation", producer="test")


def _depth(bench: Workbench) -> dict[str, Any]:
    return {name: entry["value"] for name, entry in bench.run("guard.ideationDepth", phase="ideation")["metrics"].items()}


@pytest.mark.parametrize("name", MODELS)
def test_it_writes_a_phase_whose_guards_all_pass(tmp_path: Path, name: str):
    bench = _done(tmp_path / "a", MODELS[name])
    reports = run_all(bench, "ideation", GUARDS)
    assert {guard: report["findings"] for guard, report in reports.items() if report["findings"]} == {}
    assert grounded(bench, "ideation").grounding >= 0.85
    checkable = any(rule["kind"] != "statement" for rule in MODELS[name]["rules"])
    assert _depth(bench) == {"failure_paths": 1.0 if MODELS[name]["actions"] else None, "rules_in_paths": 1.0 if checkable else None,
                             "kpis_computable": 1.0}  # fmt: skip


def test_every_kind_of_rule_has_a_path_with_its_answer(tmp_path: Path):
    cases = _done(tmp_path / "a", STUDIO).content("UseCases")["use_cases"]
    paths = {path["rule"]: path for case in cases for kind in ("alternatives", "failures") for path in case[kind] if "rule" in path}
    assert sorted(paths) == sorted(rule["id"] for rule in STUDIO["rules"] if rule["kind"] != "statement")
    assert (paths["rule_6"]["when"], paths["rule_6"]["status"]) == ("another booking of one room lies in the same time", 409)
    assert paths["rule_14"]["then"] == "it becomes lapsed by itself"


def test_each_rule_that_invites_abuse_is_met_by_an_abuse_case(tmp_path: Path):
    abuses = {abuse["rule"]: abuse["kind"] for abuse in _done(tmp_path / "a", STUDIO).content("UseCases")["abuse_cases"] if abuse["rule"]}
    assert (abuses["rule_8"], abuses["rule_11"], abuses["rule_12"]) == ("evade", "split", "guess")


def test_personas_are_the_actors_with_their_rules_and_marked_assumptions(tmp_path: Path):
    personas = _done(tmp_path / "a", STUDIO).content("Personas")
    assert [persona["actor"] for persona in personas["personas"]] == ["member", "manager", "caretaker"]
    assert {rule["rule"] for rule in personas["personas"][1]["rules"]} == {"rule_10", "rule_11"}
    assumed = [personas["sources"][f"/personas/{index}/assumptions/0"]["kind"] for index in range(3)]
    assert assumed == ["assumption"] * 3


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ('SELECT COUNT(*) FROM "unicorn"', "no such table: unicorn"),
        ('SELECT "colour" FROM "room" WHERE nonsense(1)', "no such function: nonsense"),
        ('DROP TABLE "room"', "not authorized"),
        ("SELECT 1 UNION SELECT 2", "it gives no single figure"),
        ("WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT SUM(n) FROM t", "not authorized"),
    ],
)
def test_a_query_that_the_product_cannot_answer_is_told(sql: str, reason: str):
    assert reason in answered(STUDIO, sql)


def test_a_measure_over_what_nobody_keeps_fails(tmp_path: Path):
    bench = _done(tmp_path / "a", STUDIO)
    pack = bench.content("DiscoveryPack")
    pack["kpis"][0]["sql"] = 'SELECT AVG("mood") FROM [booking] WHERE mood > 0'
    _replace(bench, "DiscoveryPack", pack)
    assert _depth(bench)["kpis_computable"] < 1


def test_a_rule_without_a_path_and_a_case_that_never_fails_are_found(tmp_path: Path):
    bench = _done(tmp_path / "a", STUDIO)
    cases = bench.content("UseCases")
    cases["use_cases"][0]["failures"] = []
    _replace(bench, "UseCases", cases)
    found = _depth(bench)
    assert found["failure_paths"] < 1 and found["rules_in_paths"] < 1


def test_the_same_model_gives_the_same_bytes(tmp_path: Path):
    benches = [_done(tmp_path / name, STUDIO) for name in "ab"]
    made = [[ref.hash for ref in bench.refs if ref.type != "ToolReport"] for bench in benches]
    assert made[0] == made[1]
