"""The end of a run: its dossier once, and the ledger's head outside of the database."""

from datetime import UTC, datetime, timedelta

import pytest

from ledger import checkpoints
from ledger.dossier import checking, storing
from ledger.verification import verify
from phases.closing import compile_dossier, runs_without_dossier
from runs.models import Run

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_it_stores_a_dossier_that_holds_and_a_checkpoint_of_the_whole_ledger(finished):
    assert compile_dossier(finished.pk)
    assert checking.check(storing.get(finished.pk)) == []
    finished.refresh_from_db()
    assert [(point.length, point.head) for point in checkpoints.read(finished.pk)] == [(finished.ledger_seq, finished.ledger_head)]
    assert (verify(finished.pk).ok, verify(finished.pk).checkpoints) == (True, 1)


def test_doing_it_twice_leaves_the_first_dossier(finished):
    assert compile_dossier(finished.pk)
    first = storing.get(finished.pk)
    assert not compile_dossier(finished.pk)
    assert storing.get(finished.pk) == first
    assert verify(finished.pk).ok


def test_it_finds_ended_runs_whose_call_was_lost(finished):
    ended = finished.completed_at or datetime.now(UTC)
    Run.objects.filter(pk=finished.pk).update(completed_at=ended)
    Run.objects.create(title="Young", idea={}, status="completed", completed_at=ended + 10 * MINUTE)
    Run.objects.create(title="Open", idea={}, status="running")
    assert runs_without_dossier(ended + 2 * MINUTE, since=MINUTE) == [finished.pk]
    compile_dossier(finished.pk)
    assert runs_without_dossier(ended + 2 * MINUTE, since=MINUTE) == []
