from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from phases.sandboxed.planning.tracing import untraced
from tests.unit.phases.planning.cast import CLINIC, PRD, bench_with, run_all

READ = ("RTM", "PRD", "UserStories", "UXFlows")


@pytest.fixture
def written(tmp_path: Path) -> list[dict[str, Any]]:
    bench = bench_with(tmp_path / "a", CLINIC)
    run_all(bench, "prd", PRD)
    return [copy.deepcopy(bench.content(type)) for type in READ]


def _gaps(written: list[dict[str, Any]]) -> list[str]:
    return untraced(*written)["FR-001"]


def test_what_was_written_is_whole(written: list[dict[str, Any]]):
    assert set(map(tuple, untraced(*written).values())) == {()}


@pytest.mark.parametrize("key", ["stories", "screens", "endpoints"])
def test_a_row_without_an_end_is_a_gap(written: list[dict[str, Any]], key: str):
    written[0]["rows"][0][key] = []
    assert f"any {key}" in _gaps(written)


@pytest.mark.parametrize(("key", "ghost"), [("stories", "US-999"), ("screens", "SCR-GHOST")])
def test_a_link_to_what_does_not_exist_is_a_gap(written: list[dict[str, Any]], key: str, ghost: str):
    written[0]["rows"][0][key].append(ghost)
    assert any(ghost in gap for gap in _gaps(written))


def test_a_criterion_without_its_test_is_a_gap(written: list[dict[str, Any]]):
    gone = written[0]["rows"][0]["tests"].pop()
    assert _gaps(written) == [f"the test {gone}"]


def test_planned_tests_bear_the_names_under_which_the_suite_will_report_them(written: list[dict[str, Any]]):
    assert written[0]["rows"][0]["tests"][0] == "tests.test_us_001.TestUs001.test_ac_001_1"
