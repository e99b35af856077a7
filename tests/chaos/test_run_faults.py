"""Faults in the middle of whole runs in real sandboxes: a killed worker group (F01), a cancelled run, Ctrl-C."""

from __future__ import annotations

import json
import signal
import time

import pytest

from ideamine.platform import services
from ledger.models import ReleaseDossier
from ledger.verification import verify
from runs.models import Checkpoint, Event, Run, Task
from tests.chaos.harness import RECOVERY_SECONDS
from tests.support import configurations
from tests.support.site import Door, processes_of, sandbox_folders, sandboxes_of

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
IDEA = "Build a todo app"
CANCEL_SECONDS = 10


def door_of(arena) -> Door:
    return Door(site=arena.site, environment=arena.clocks)


def dossier_digest(arena, run_id):
    """Wait for the run's end and return the content digest of its dossier."""
    arena.wait(lambda: Run.objects.get(pk=run_id).ended, "the run ends")
    assert Run.objects.get(pk=run_id).status == "completed", Run.objects.get(pk=run_id).attention
    arena.wait(lambda: ReleaseDossier.objects.filter(run_id=run_id).exists(), "the dossier is compiled")
    return ReleaseDossier.objects.get(run_id=run_id).content_digest


def test_f01_a_run_whose_worker_group_is_killed_makes_what_an_undisturbed_run_makes(arena):
    door = door_of(arena)
    arena.start_control()
    worker = arena.start_worker(4)
    undisturbed = dossier_digest(arena, door.detach(IDEA, "--until", "ideation"))

    run_id = door.detach(IDEA, "--until", "ideation")
    arena.wait(lambda: Task.objects.filter(run_id=run_id, phase__name="ideation", status="running", stage="dispatch").exists(), "ideation works")
    worker.kill()
    killed_at = time.time()
    held = set(Task.objects.filter(run_id=run_id, status="running").values_list("pk", flat=True))
    arena.start_worker(4)

    assert dossier_digest(arena, run_id) == undisturbed
    assert held, "it was killed with work in its hands"
    lost = Event.objects.filter(run_id=run_id, event_type="task.retry", payload__reason="worker_lost")
    assert {event.payload["task_id"] for event in lost} == {str(pk) for pk in held}
    for pk in held:
        again = Event.objects.filter(run_id=run_id, event_type="task.started", payload__task_id=str(pk)).latest("number")
        assert again.payload["fence"] == 2
        assert again.timestamp.timestamp() - killed_at < RECOVERY_SECONDS + 5, "a worker's start included"
    # the folder of a sandbox that was being made when its worker died has no owner on record and may stay for a minute; no process does
    assert sandboxes_of(arena.site) == {}, "what the dead worker's sandboxes left is gone"
    arena.check(run_id, expected=Task.objects.filter(run_id=run_id).count())


def test_after_cancel_nothing_starts_and_the_sandboxes_are_gone_within_ten_seconds(arena, tmp_path):
    # with the clocks of production: the bound is in real seconds
    arena.clocks = {}
    arena.start_control()
    arena.start(services.worker(2), ENGINE_INLINE="tests.support.long_work")
    door = door_of(arena)
    run_id = door.detach(IDEA, "--config", str(configurations.long_work(tmp_path)))
    arena.wait(lambda: Checkpoint.objects.filter(token="step-2").exists(), "the agent is in the middle of its work")
    folder = sandbox_folders(arena.site)[0]
    started = Event.objects.filter(run_id=run_id, event_type="task.started").count()

    answer = door.manage("cancel_run", run_id, "--reason", "not wanted any more")
    cancelled_at = Event.objects.get(run_id=run_id, event_type="run.cancelled").timestamp.timestamp()
    arena.wait(lambda: folder not in sandbox_folders(arena.site), "the sandbox is gone", timeout_s=CANCEL_SECONDS)

    assert answer.code == 0 and time.time() - cancelled_at < CANCEL_SECONDS
    assert sandboxes_of(arena.site) == {}
    assert Run.objects.get(pk=run_id).status == "cancelled"
    assert list(Task.objects.filter(run_id=run_id).values_list("status", "result")) == [("cancelled", None)]
    assert Event.objects.filter(run_id=run_id, event_type="task.started").count() == started
    assert door.manage("resume_run", run_id).code == 1 and door.manage("cancel_run", run_id).code == 1
    assert verify(run_id).ok


def test_ctrl_c_stops_everything_and_the_run_can_go_on_later(committed_db):
    door = Door(site=committed_db)
    process = door.start("start_run", IDEA, "--wait", "--until", "ideation", "--json")
    for line in process.stdout:
        told = json.loads(line)
        if told["type"] == "task.started":
            break
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    assert process.returncode == 130, err.decode()
    last = json.loads(out.splitlines()[-1])
    assert last["status"] == "paused" and last["dossier"] is None
    assert processes_of(committed_db) == {}
    assert sandbox_folders(committed_db) == []
    assert Run.objects.get(pk=last["run_id"]).status == "paused"
    assert not Task.objects.filter(status="running").exists(), "what was in hand was given back"

    resumed = door.manage("resume_run", last["run_id"], "--json")
    assert resumed.code == 0 and resumed.last["status"] == "completed", resumed.err
    assert processes_of(committed_db) == {} and sandbox_folders(committed_db) == []
    numbers = list(Event.objects.filter(run_id=last["run_id"]).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
