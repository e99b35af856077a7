from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.unit.phases.planning.cast import CLINIC, PRD, bench_with, grounded, run_all


def _prd(folder: Path, **idea: Any) -> tuple[dict[str, Any], list[str]]:
    bench = bench_with(folder, CLINIC)
    bench.idea = {**bench.idea, **idea}
    run_all(bench, "prd", PRD)
    return bench.content("PRD"), [validation.reason for validation in grounded(bench, "prd").unsupported]


def test_constraints_of_the_idea_stand_beside_rules_and_qualities(tmp_path: Path):
    prd, unsupported = _prd(tmp_path / "a", constraints=["must run on one server", "  "])
    assert [(entry["kind"], entry["text"]) for entry in prd["constraints"]] == [
        ("rule", "Appointments must not overlap."),
        ("quality", "Patient data stays secure."),
        ("idea", "Must run on one server."),
    ]
    assert unsupported == []


def test_a_constraint_applies_to_the_stories_of_what_it_names(tmp_path: Path):
    bench = bench_with(tmp_path / "a", CLINIC)
    run_all(bench, "prd", PRD)
    entity = {story["id"]: story["entity"] for story in bench.content("UserStories")["stories"]}
    overlap, secure = bench.content("PRD")["constraints"]
    assert {entity[id] for id in overlap["applies_to"]} == {"appointment"}
    assert {entity[id] for id in secure["applies_to"]} == {"patient"}


def test_what_has_no_story_is_told_with_its_reason(tmp_path: Path):
    prd, _ = _prd(tmp_path / "a")
    left_out = {entry["what"]: entry["reason"] for entry in prd["scope"]["excluded"]}
    assert "no operation on kept records does this" in left_out["diagnose patients"]
    assert not set(left_out) & set(prd["scope"]["included"])
