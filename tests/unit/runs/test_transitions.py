"""Steps: all or nothing, numbered without gap, with the ledger in the same transaction."""

import pytest
from django.db import IntegrityError, connection

from ledger.models import LedgerEntry
from runs import transitions
from runs.errors import IllegalMove, RunNotFound
from runs.models import Event, Run
from runs.models.run import RUN_ENDED, RUN_MOVES, RunStatus
from runs.transitions import step
from tests.support.factories import a_phase, a_run

pytestmark = pytest.mark.django_db
BY = {"source": "test"}


def test_events_are_numbered_without_gap_over_steps():
    run = a_run()
    for _ in range(3):
        with step(run.pk) as current:
            current.emit("task.progress", phase="intake", pct=1)
            current.emit("task.progress", phase="intake", pct=2)
    assert list(Event.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert Run.objects.get().event_seq == 6


def test_a_step_that_raises_leaves_nothing():
    run = a_run()
    with pytest.raises(ZeroDivisionError), step(run.pk) as current:
        current.emit("run.started")
        transitions.move_run(current, "paused", by=BY)
        raise ZeroDivisionError
    fresh = Run.objects.get()
    assert (fresh.status, fresh.event_seq, fresh.ledger_seq) == ("running", 0, 0)
    assert not Event.objects.exists() and not LedgerEntry.objects.exists()


def test_every_change_of_a_runs_state_has_its_ledger_entry():
    run = a_run()
    with step(run.pk) as current:
        transitions.move_run(current, "paused", by=BY, reason="lunch")
    entry = LedgerEntry.objects.get()
    assert (entry.type, entry.data["from"], entry.data["to"], entry.data["reason"]) == ("decision", "running", "paused", "lunch")


@pytest.mark.parametrize("was", RunStatus.values)
@pytest.mark.parametrize("to", RunStatus.values)
def test_only_the_legal_moves_of_a_run_are_made(was, to):
    run = a_run(status=was)
    if to in RUN_MOVES[was]:
        with step(run.pk) as current:
            transitions.move_run(current, to, by=BY)
        assert Run.objects.get().status == to
        assert (Run.objects.get().completed_at is not None) == (to in RUN_ENDED)
    else:
        with pytest.raises(IllegalMove, match=f"{was}; it cannot become {to}"), step(run.pk) as current:
            transitions.move_run(current, to, by=BY)


def test_the_loser_of_a_race_for_a_phase_is_told():
    phase = a_phase(a_run())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE phases SET status = 'cancelled'")
    with pytest.raises(IntegrityError, match="status"), step(phase.run_id) as current:
        transitions.move_phase(current, phase, "completed")


def test_a_phase_cannot_make_an_illegal_move():
    phase = a_phase(a_run(), status="completed")
    with pytest.raises(IllegalMove, match="completed; it cannot become running"), step(phase.run_id) as current:
        transitions.move_phase(current, phase, "running")


def test_a_run_that_does_not_exist_is_named():
    with pytest.raises(RunNotFound, match="00000000-0000"), step("00000000-0000-0000-0000-000000000000"):
        pytest.fail("there is nothing to step")


def test_an_unknown_kind_of_fact_is_refused():
    with pytest.raises(ValueError, match="gossip"), step(a_run().pk) as current:
        current.record("gossip", data={}, provenance=BY)
