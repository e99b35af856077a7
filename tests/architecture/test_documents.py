"""ARCHITECTURE.md says what the YAML files and the code say."""

from __future__ import annotations

import re

import pytest

from phases.sandboxed import loading
from tests.architecture import documents

FROM_THE_STAGES = {"grounding", "completeness"}
LINES_AT_MOST = 450
_PATH = re.compile(r"`((?:ideamine|runs|ledger|qav|phases|tests|config|docs|engine|unit|integration|acceptance)/[\w/.]*\w/?)`")


def text() -> str:
    return documents.DOCUMENT.read_text(encoding="utf-8")


def guards_told() -> dict[str, set[str]]:
    """Return guard → the metrics that section 8 names for it; a row of two guards divides its metrics by a semicolon."""
    found: dict[str, set[str]] = {}
    for line in re.findall(r"^\| (guard\.\S.*?) \|$", text(), re.MULTILINE):
        names, metrics, _ = [cell.strip() for cell in line.split(" | ", 2)]
        parts = metrics.split(";")
        guards = names.split(", ")
        assert len(parts) == len(guards), f"{names}: one list of metrics a guard, divided by semicolons"
        found |= {guard: {metric.strip() for metric in part.split(",")} for guard, part in zip(guards, parts, strict=True)}
    return found


@pytest.mark.parametrize("name", sorted(documents.TABLES))
def test_a_table_equals_the_yaml_files(name):
    begin, end = documents.bounds(text(), name)
    assert text()[begin:end] == documents.TABLES[name](), "python -m tests.architecture.documents writes the tables anew"


def test_the_guards_are_those_of_the_yaml_files():
    assert set(guards_told()) == {guard for phase in documents.phases() for guard in phase["guards"]}


@pytest.mark.parametrize("phase", documents.phases(), ids=lambda phase: phase["phase"])
def test_every_rubric_has_a_guard_that_is_told_to_measure_it(phase):
    told = guards_told()
    measured = FROM_THE_STAGES.union(*(told[guard] for guard in phase["guards"]))
    assert {rubric.rpartition("_")[0] for rubric in phase["rubrics"]} - measured == set()


def source_of(module: str) -> str:
    return (documents.ROOT / (module.replace(".", "/") + ".py")).read_text(encoding="utf-8")


def test_a_guards_metrics_stand_in_its_code_or_in_what_it_imports():
    wrong = []
    for guard, metrics in guards_told().items():
        own = source_of(loading.module_name(guard))
        code = own + "".join(source_of(module) for module in re.findall(r"^from (phases\.sandboxed\.\w+\.\w+) import", own, re.MULTILINE))
        wrong += [f"{guard} has no {metric}" for metric in sorted(metrics) if f'"{metric}"' not in code]
    assert wrong == []


def test_every_file_that_is_named_exists():
    roots = [documents.ROOT, documents.ROOT / "runs", documents.ROOT / "tests"]
    missing = [path for path in _PATH.findall(text()) if not any((root / path).exists() for root in roots)]
    assert missing == []


def test_every_test_that_is_named_exists():
    code = "".join(path.read_text(encoding="utf-8") for path in sorted((documents.ROOT / "tests").rglob("test_*.py")))
    named = re.findall(r"::(test_\w+)", text())
    assert named and [name for name in named if f"def {name}" not in code] == []


def test_it_stays_short_enough_to_be_read():
    assert len(text().splitlines()) <= LINES_AT_MOST


def test_every_variable_that_the_settings_read_is_described():
    code = "".join((documents.ROOT / "ideamine" / name).read_text(encoding="utf-8") for name in ("settings.py", "paths.py"))
    read = set(re.findall(r"""(?:env\.\w+|flag|number|environ\.get)\("([A-Z_]+)\"""", code))
    told = set(re.findall(r"`([A-Z][A-Z_]+)`", (documents.ROOT / "docs" / "RUNNING.md").read_text(encoding="utf-8")))
    assert read and read - told == set()
