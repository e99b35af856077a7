"""Workers that are killed, stopped, poisoned or robbed of their messages: F01, F02, F03, F04, F05."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from ideamine import paths
from ideamine.platform import services
from runs.engine import queue
from runs.models import Checkpoint, Event, Task
from runs.transitions import step
from tests.chaos.harness import RECOVERY_SECONDS, STUCK_SECONDS, undisturbed

pytestmark = pytest.mark.chaos


def test_f01_a_killed_workers_task_goes_on_elsewhere_from_its_checkpoint(arena):
    arena.start_control()
    workers = [arena.start_ready_worker(1), arena.start_ready_worker(1)]
    phase, _ = arena.put([{"seconds": 8, "steps": 4}])
    arena.wait(lambda: Checkpoint.objects.filter(token="step-2").exists(), "two steps are done and saved")

    (its_own,) = (worker for worker in workers if worker.popen.pid == arena.marks("started")[0][1])
    its_own.kill()
    killed_at = time.time()

    arena.wait(lambda: len(arena.marks("started")) == 2, "it runs again")
    assert arena.marks("started")[1][0] - killed_at < RECOVERY_SECONDS
    arena.wait_ended(phase.run_id)
    steps = [mark[4] for mark in arena.marks() if mark[4].startswith("step")]
    assert steps == ["step-1", "step-2", "step-3", "step-4"], "no step was done twice"
    assert Event.objects.get(event_type="task.retry").payload["reason"] == "worker_lost"
    assert arena.marks("ended")[0][3] == 2
    arena.check(phase.run_id, expected=1, digest_of=undisturbed(1))


def test_f02_a_process_that_ends_in_the_middle_is_replaced_and_the_loss_recorded(arena):
    arena.start_control()
    worker = arena.start_worker(2)
    phase, _ = arena.put([{"seconds": 20}, {"seconds": 20}])
    arena.wait(lambda: len(arena.marks("started")) == 2, "both run")
    arena.start_ready_worker(2)
    for task in Task.objects.all():
        Task.objects.filter(pk=task.pk).update(input={**task.input, "seconds": 1})
    os.kill(worker.popen.pid, signal.SIGKILL)
    worker.popen.wait(STUCK_SECONDS)
    lost_at = time.time()
    arena.wait(lambda: len(arena.marks("started")) == 4, "both run again")
    assert arena.marks("started")[-1][0] - lost_at < RECOVERY_SECONDS
    arena.wait_ended(phase.run_id)
    assert {row.error for row in Task.objects.all()} == {None}
    assert Event.objects.filter(event_type="task.retry", payload__reason="worker_lost").count() == 2
    arena.check(phase.run_id, expected=2, digest_of=undisturbed(2))


def test_f03_a_poison_task_is_dead_after_three_crashes_and_others_go_on(arena):
    arena.start_control()
    phase, (poison,) = arena.put([{"crash": True}])
    arena.start_worker(1)
    for crash in range(1, 4):
        arena.wait(lambda count=crash: len(arena.marks("started")) == count, f"crash {crash}")
        arena.processes[-1].popen.wait(STUCK_SECONDS)
        arena.wait(lambda count=crash: Task.objects.get().crash_count == count, f"crash {crash} is noticed")
        arena.start_worker(1)
    assert Task.objects.get().status == "dead"
    arena.put([{}, {}], phase=phase)
    arena.wait(lambda: Task.objects.filter(status="succeeded").count() == 2, "others are unaffected")
    assert len(arena.marks("started")) == 5, "the dead one stayed dead"
    arena.check(phase.run_id, expected=3)

    Task.objects.filter(pk=poison).update(input={"i": 0})
    with step(phase.run_id) as current:
        assert queue.redrive(current, Task.objects.get(pk=poison))
    arena.wait(lambda: Task.objects.filter(status="succeeded").count() == 3, "redriven, it succeeds")


def test_f04_a_stopped_worker_is_replaced_and_what_it_writes_on_waking_changes_no_row(arena):
    arena.start_control()
    sleeper = arena.start_worker(1)
    phase, (task,) = arena.put([{"seconds": 20}])
    arena.wait(lambda: arena.marks("started"), "it runs")
    arena.start_ready_worker(1)
    Task.objects.filter(pk=task).update(input={**Task.objects.get(pk=task).input, "seconds": 1})
    sleeper.signal(signal.SIGSTOP)
    stopped_at = time.time()
    arena.wait(lambda: len(arena.marks("started")) == 2, "it runs elsewhere")
    assert arena.marks("started")[1][0] - stopped_at < RECOVERY_SECONDS
    arena.wait_ended(phase.run_id)
    before = Task.objects.values().get(pk=task)
    events = Event.objects.count()

    sleeper.signal(signal.SIGCONT)
    arena.wait(
        lambda: (
            "result refused" in sleeper.log.read_text()
            or "failure not written" in sleeper.log.read_text()
            or "work stopped" in sleeper.log.read_text()
        ),
        "the woken worker learns that it lost",
    )
    arena.put([{}], phase=phase)
    arena.wait_ended(phase.run_id)
    assert Task.objects.values().get(pk=task) == before
    assert Event.objects.filter(payload__task_id=task).count() == events
    arena.check(phase.run_id, expected=2, digest_of=undisturbed(2))


def test_f04_a_process_stopped_in_the_middle_of_a_step_holds_its_run_up_no_longer_than_a_lease(arena):
    phase, _ = arena.put([{}])
    script = f"""
import django, os, signal
django.setup()
from runs.transitions import step
with step("{phase.run_id}"):
    print("locked", flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
"""
    environment = {**arena.site.environment(), **arena.clocks, "DJANGO_SETTINGS_MODULE": "ideamine.settings"}
    with subprocess.Popen([sys.executable, "-c", script], env=environment, cwd=paths.PROJECT, stdout=subprocess.PIPE) as stopped:
        try:
            assert stopped.stdout.readline() == b"locked\n"
            stopped_at = time.time()
            arena.put([{}], phase=phase)
            assert time.time() - stopped_at < RECOVERY_SECONDS
        finally:
            stopped.kill()
    arena.start_worker(1)
    arena.wait_ended(phase.run_id)
    arena.check(phase.run_id, expected=2, digest_of=undisturbed(2))


def test_a_worker_that_is_ended_while_it_still_starts_gives_back_what_it_took(arena):
    _phase, (task,) = arena.put([{"seconds": 60}])
    worker = arena.start(services.worker(1), ENGINE_SHUTDOWN_GRACE_SECONDS="0.5")
    # its slot works before Celery is ready and hears signals
    arena.wait(lambda: arena.marks("started"), "it runs")
    worker.signal(signal.SIGTERM)
    worker.popen.wait(STUCK_SECONDS)
    row = Task.objects.get(pk=task)
    assert (row.status, row.retries, row.lease_owner) == ("ready", 0, None)


def test_f05_a_message_lost_with_its_worker_is_sent_again(arena):
    arena.start_control()
    victim = arena.start_worker(1)
    phase, _ = arena.put([{}])
    arena.wait_ended(phase.run_id)
    victim.signal(signal.SIGSTOP)
    # the victim may stand in the middle of a step and keep the run locked, until the server ends its session
    arena.put([{}, {}], phase=phase)
    published_at = time.time()
    victim.kill()
    arena.start_worker(1)
    arena.wait_ended(phase.run_id)
    assert time.time() - published_at < RECOVERY_SECONDS + 5, "a worker's start included"
    arena.check(phase.run_id, expected=3, digest_of=undisturbed(3))
