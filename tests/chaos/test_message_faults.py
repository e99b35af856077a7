"""Messages lost, doubled and shuffled, control processes doubled: F08, F10, F18."""

from __future__ import annotations

import random
import time

import pytest

from ideamine.lib import redis_client
from runs.engine import hints
from runs.models import Event, Task, Timer
from tests.chaos.harness import undisturbed
from tests.support.engines import redis_key

pytestmark = pytest.mark.chaos


def test_f08_flushing_redis_loses_nothing(arena):
    arena.start_control()
    arena.start_ready_worker(10)
    arena.start_ready_worker(10)
    phase, _ = arena.put([{"seconds": 3}] * 20)
    arena.wait(lambda: Task.objects.filter(status="running").count() == 20, "20 run")
    arena.put([{}] * 500, phase=phase)
    hints.flush()
    redis_client.connection().flushall()
    arena.wait_ended(phase.run_id)
    assert Task.objects.filter(status="succeeded").count() == 520
    arena.check(phase.run_id, expected=520, digest_of=undisturbed(520))


def test_f10_doubled_shuffled_and_dropped_messages_change_nothing(arena):
    arena.start_control()
    seed = 20240610
    phase, tasks = arena.put([{"seconds": 0.05}] * 60)
    hints.flush()
    client = redis_client.connection()
    key = redis_key("agent")
    messages = client.lrange(key, 0, -1)
    tampered = [message for number, message in enumerate(messages) if number % 3] * 3
    random.Random(seed).shuffle(tampered)
    client.delete(key)
    if tampered:
        client.rpush(key, *tampered)
    arena.start_worker(4)
    arena.start_worker(4)
    arena.wait_ended(phase.run_id)
    started = [mark[2] for mark in arena.marks("started")]
    assert sorted(started) == sorted(tasks), f"each ran exactly once (seed {seed})"
    arena.check(phase.run_id, expected=60, digest_of=undisturbed(60))


def test_f18_two_of_every_control_process_do_no_harm_and_one_may_die(arena):
    arena.start_control()
    control, beat = arena.start_control()
    arena.start_worker(4)
    phase, _ = arena.put([{"fail": "transient"} for _ in range(6)] + [{"seconds": 0.2} for _ in range(10)])
    arena.wait(lambda: Event.objects.filter(event_type="task.retry").count() >= 6, "retries are scheduled")
    control.kill()
    beat.kill()
    killed_at = time.time()
    arena.wait(lambda: Event.objects.filter(event_type="task.retry").count() >= 12, "the other pair goes on")
    assert time.time() - killed_at < 10
    Task.objects.filter(status__in=["parked", "ready"]).update(input={"i": 0, "marks": str(arena.marks_file)})
    arena.wait_ended(phase.run_id)
    for task in Task.objects.filter(shard__lt=6):
        told = Event.objects.filter(event_type="task.retry", payload__task_id=str(task.pk)).values_list("payload__attempt", flat=True)
        assert list(told) == list(range(1, task.retries + 1)), "no retry fired twice"
    assert not Timer.objects.exists()
    arena.check(phase.run_id, expected=16)
