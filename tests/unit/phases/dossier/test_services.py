"""The end of a run."""

from datetime import UTC, datetime

import pytest

from ledger import checkpoints
from ledger.dossier import checking, storing
from ledger.verification import verify
from phases.dossier.services import compile_dossier, runs_without_dossier
from runs.models import Run

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def test_it_stores_a_dossier_that_holds_and_a_checkpoint_of_the_whole_ledger(finished):
    sealed = compile_dossier(finished.pk, now=NOW)

    assert storing.get(finished.pk) == sealed
    assert checking.check(sealed) == []
    finished.refresh_from_db()
    assert [(point.length, point.head) for point in checkpoints.read(finished.pk)] == [(finished.ledger_seq, finished.ledger_head)]
    assert (verify(finished.pk).ok, verify(finished.pk).checkpoints) == (True, 1)


def test_doing_it_twice_leaves_one_dossier_of_the_same_content(finished):
    first = compile_dossier(finished.pk, now=NOW)
    second = compile_dossier(finished.pk, now=NOW)
    assert first["content_digest"] == second["content_digest"]
    assert storing.get(finished.pk) == second
    assert verify(finished.pk).ok


def test_it_finds_ended_runs_whose_call_was_lost(finished):
    Run.objects.create(title="Young", idea={}, status="completed", completed_at=NOW)
    Run.objects.create(title="Open", idea={}, status="running")
    assert runs_without_dossier(before=NOW) == [str(finished.pk)]
    compile_dossier(finished.pk, now=NOW)
    assert runs_without_dossier(before=NOW) == []
