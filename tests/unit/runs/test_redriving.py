"""A person gives a dead task new lives."""

import uuid

import pytest

from ledger.models import LedgerEntry
from runs.errors import IllegalMove, TaskNotFound
from runs.models import Task
from runs.redriving import redrive_task
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db


def a_dead_task(run_status="running", phase_status="running"):
    phase = a_phase(a_run())
    task = a_task(phase)
    Task.objects.filter(pk=task).update(status="dead", crash_count=3, retries=5, error="killed three workers")
    type(phase).objects.filter(pk=phase.pk).update(status=phase_status)
    type(phase.run).objects.filter(pk=phase.run_id).update(status=run_status)
    return task


def test_it_makes_the_task_ready_and_names_the_person():
    task = a_dead_task()
    redrive_task(task, by="sue")
    found = Task.objects.get(pk=task)
    assert (found.status, found.crash_count, found.retries, found.error) == ("ready", 0, 0, None)
    entry = LedgerEntry.objects.get()
    assert (entry.data["decision"], entry.provenance) == ("redrive", {"source": "person", "by": "sue"})


@pytest.mark.parametrize(("run_status", "phase_status"), [("failed", "running"), ("running", "failed"), ("cancelled", "cancelled")])
def test_it_refuses_where_nobody_would_do_the_work(run_status, phase_status):
    task = a_dead_task(run_status, phase_status)
    with pytest.raises(IllegalMove, match="nobody would do it"):
        redrive_task(task, by="sue")
    assert Task.objects.get(pk=task).status == "dead"


def test_it_refuses_a_task_that_is_not_dead_or_not_there():
    with pytest.raises(IllegalMove, match="only a dead one"):
        redrive_task(a_task(a_phase(a_run())), by="sue")
    with pytest.raises(TaskNotFound):
        redrive_task(uuid.uuid4(), by="sue")
    assert LedgerEntry.objects.count() == 0
