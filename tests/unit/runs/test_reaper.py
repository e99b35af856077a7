"""The reaper: what a vanished worker held goes on elsewhere; a task that kills workers is dead after the third."""

import pytest
from django.db import connection

from ledger.models import LedgerEntry
from runs import budgets
from runs.engine import claims, reaper
from runs.models import Event, Phase, Run, Task
from runs.transitions import step
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db


def vanish():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tasks SET lease_expires_at = clock_timestamp() - interval '1 second' WHERE status = 'running'")


def test_it_leaves_a_living_lease():
    a_task(a_phase(a_run()))
    claims.claim(["agent"], "here:1")
    assert reaper.reap() == 0


def test_it_makes_the_task_ready_again_and_says_why():
    a_task(a_phase(a_run()))
    claims.claim(["agent"], "here:1")
    vanish()
    assert reaper.reap() == 1
    row = Task.objects.get()
    assert (row.status, row.crash_count, row.retries, row.lease_owner) == ("ready", 1, 0, None)
    assert row.error == "worker_lost: here:1"
    told = Event.objects.get(event_type="task.retry").payload
    assert (told["reason"], told["strategy"]) == ("worker_lost", "reap")
    assert LedgerEntry.objects.get(type="task").data["status"] == "worker_lost"
    assert Run.objects.get().running_tasks == 0


def test_a_poison_task_is_dead_after_exactly_three_crashes():
    a_task(a_phase(a_run()))
    for crash in range(1, 4):
        assert claims.claim(["agent"], "here:1") is not None
        vanish()
        reaper.reap()
        assert Task.objects.get().status == ("dead" if crash == 3 else "ready")
    assert claims.claim(["agent"], "here:1") is None
    assert Event.objects.filter(event_type="task.dead_lettered").count() == 1


def test_what_the_vanished_had_reserved_is_charged():
    phase = a_phase(a_run(budgets={"tools_minutes": 10}), budgets={"tools_minutes": 10})
    task = a_task(phase)
    claims.claim(["agent"], "here:1")
    with step(phase.run_id) as current:
        budgets.reserve(current, budgets.lock_phase(phase.pk), task, {"tools_minutes": 2})
    vanish()
    reaper.reap()
    assert Phase.objects.get().usage["used"] == {"tools_minutes": 2}
    assert Run.objects.get().usage["reserved"] == {}
    assert LedgerEntry.objects.get(type="cost").data["charged"] == {"tools_minutes": 2}
