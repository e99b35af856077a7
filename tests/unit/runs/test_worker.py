"""A worker that stops gives back, unharmed, what it holds, also what it was just taking."""

from __future__ import annotations

import threading

import pytest

from runs.engine import claims, inline
from runs.engine.queue import NewTask, enqueue
from runs.engine.worker import Worker
from runs.errors import TaskError
from runs.models import Task
from runs.transitions import step
from tests.support.factories import a_phase, a_run
from tests.support.waiting import wait_until


@inline.function("PatientAgent")
def be_patient(work):
    """Work until told to stop."""
    work.cancelled.wait(30)
    raise TaskError("cancelled", error_class="cancelled")


@pytest.fixture(autouse=True)
def _inline(settings):
    settings.ENGINE_INLINE = __name__


def a_task():
    phase = a_phase(a_run())
    with step(phase.run_id) as current:
        return enqueue(current, phase, [NewTask(target="PatientAgent", type="agent", executor="inline", shard=0, position=0, input={})])[0]


def test_what_it_was_claiming_when_it_was_stopped_is_given_back(committed_db, monkeypatch):
    task = a_task()
    claiming, stopped = threading.Event(), threading.Event()
    take = claims.take_best

    def slow_take(*arguments, **named):
        claiming.set()
        stopped.wait(10)
        return take(*arguments, **named)

    monkeypatch.setattr(claims, "take_best", slow_take)
    worker = Worker(1, ("agent",), owner="here:1")
    worker.start()
    assert claiming.wait(10)
    threading.Timer(0.3, stopped.set).start()
    worker.stop(grace_s=0.1)
    worker.leases.stop()

    row = Task.objects.get(pk=task)
    assert (row.status, row.retries, row.lease_owner, row.fence) == ("ready", 0, None, 1)


def test_what_it_holds_is_given_back_after_the_grace(committed_db):
    task = a_task()
    worker = Worker(1, ("agent",), owner="here:1")
    worker.start()
    wait_until(worker.leases.held, seconds=10, what="it works")
    worker.stop(grace_s=0.1)
    worker.leases.stop()

    row = Task.objects.get(pk=task)
    assert (row.status, row.retries, row.lease_owner) == ("ready", 0, None)
