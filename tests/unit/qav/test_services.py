"""Rows in `assumptions`."""

import uuid

import pytest

from phases.schemas.build import artifact, list_of, text
from qav.grounding import ground
from qav.models import Assumption
from qav.services import record_assumptions
from qav.sources import Sources
from runs.models import Run
from runs.transitions import step

pytestmark = pytest.mark.django_db
NOTE = artifact("Note", points=list_of(text(claim=True)))


def unsupported(*texts):
    return ground([("Note", NOTE, {"points": list(texts)})], Sources(idea={"text": "x"})).unsupported


def record(run, phase, attempt, *texts):
    with step(run.pk) as current:
        return record_assumptions(current, phase, attempt, unsupported(*texts))


@pytest.fixture
def run():
    return Run.objects.create(title="Todo", idea={"text": "x"})


def test_it_writes_one_active_row_an_unsupported_claim(run):
    ids = record(run, "intake", 1, "Users pay", "Users stay")
    rows = Assumption.objects.filter(run=run).order_by("pointer")
    assert [(r.assumption, r.rationale, r.artifact_type, r.pointer, r.attempt, r.status) for r in rows] == [
        ("Users pay", "no source is named", "Note", "/points/0", 1, "active"),
        ("Users stay", "no source is named", "Note", "/points/1", 1, "active"),
    ]
    assert {str(r.pk) for r in rows} == set(ids)


def test_it_supersedes_those_of_earlier_attempts_of_the_same_phase_only(run):
    record(run, "intake", 1, "Users pay")
    record(run, "ideation", 1, "Rivals sleep")
    other = Run.objects.create(title="Other", idea={"text": "x"})
    record(other, "intake", 1, "Users pay")

    record(run, "intake", 2, "Users stay")

    assert {(r.phase, r.assumption): r.status for r in Assumption.objects.filter(run=run)} == {
        ("intake", "Users pay"): "superseded",
        ("intake", "Users stay"): "active",
        ("ideation", "Rivals sleep"): "active",
    }
    assert Assumption.objects.get(run=other).status == "active"


def test_it_supersedes_even_when_nothing_is_unsupported_any_more(run):
    record(run, "intake", 1, "Users pay")
    assert record(run, "intake", 2) == []
    assert Assumption.objects.get(run=run).status == "superseded"


def test_it_stores_text_that_a_column_cannot_hold_as_it_is(run):
    record(run, "intake", 1, "nul \0 and \ud800")
    assert Assumption.objects.get(run=run).assumption == "nul \ufffd and ?"


def test_it_makes_new_ids_each_time(run):
    first, second = record(run, "intake", 1, "a"), record(run, "intake", 1, "a")
    assert uuid.UUID(first[0]) != uuid.UUID(second[0])
