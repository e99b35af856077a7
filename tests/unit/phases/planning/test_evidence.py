from __future__ import annotations

from pathlib import Path

from phases.sandboxed.planning.evidence import about, rule_producer
from phases.sandboxed.planning.pricing import TOOL
from tests.unit.phases.planning.cast import BIZDEV, PRD, TODOS, bench_with, run_all

QUESTION = {"inputs": {"a": 4.0}, "formulas": [{"name": "b", "expression": "a * 2"}], "ranges": {"a": [2.0, 8.0]}, "outcomes": ["b"]}


def test_a_producer_binds_its_output():
    one, other = rule_producer("tool.x", "1", {"a": 1}), rule_producer("tool.x", "1", {"a": 2})
    assert one["output_sha256"] != other["output_sha256"]
    assert (one["exit_code"], one["command"]) == (0, "rule tool.x")


def test_about_differs_when_the_subject_does():
    assert about({"a": 1}) == about({"a": 1}) != about({"a": 2})


def test_the_model_tool_computes_results_and_their_sensitivity(tmp_path: Path):
    report = bench_with(tmp_path / "a", TODOS).run(TOOL, phase="bizdev", params=QUESTION)
    assert report["data"]["results"] == {"b": 8.0}
    assert [(row["factor"], row["outcomes"]) for row in report["data"]["sensitivity"]] == [(0.5, {"b": 4.0}), (2, {"b": 16.0})]


def test_figures_without_a_report_about_them_are_not_evaluable(tmp_path: Path):
    bench = bench_with(tmp_path / "a", TODOS)
    run_all(bench, "prd", PRD)
    run_all(bench, "bizdev", BIZDEV)
    assert bench.run("guard.bizFigures", phase="bizdev")["metrics"]["formulas_evaluated"]["value"] == 1.0
    older = [ref for ref in bench.refs if ref.type == "ToolReport"]
    bench.refs = [ref for ref in bench.refs if ref not in older]
    assert bench.run("guard.bizFigures", phase="bizdev")["metrics"]["formulas_evaluated"]["value"] is None
