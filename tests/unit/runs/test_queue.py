"""The queue: the same work is one task; promotion, cancellation, redrive."""

import pytest

from runs.contracts import Outcome
from runs.engine import claims, queue, results
from runs.engine.queue import NewTask
from runs.errors import LostLease
from runs.models import Event, Task
from runs.transitions import step
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db
NOOP = NewTask(target="NoopAgent", type="agent", input={"i": 1}, executor="inline")


def put(phase, *tasks):
    with step(phase.run_id) as current:
        return queue.enqueue(current, phase, tasks)


def test_inserting_the_same_work_twice_makes_one_task():
    phase = a_phase(a_run())
    assert put(phase, NOOP) == put(phase, NOOP)
    assert Task.objects.count() == 1


def test_the_same_work_in_another_run_or_attempt_is_another_task():
    first, other = a_phase(a_run()), a_phase(a_run())
    put(first, NOOP)
    put(other, NOOP)
    first.attempt = 2
    put(first, NOOP)
    assert Task.objects.count() == 3


def test_a_pending_task_waits_for_its_promotion():
    phase = a_phase(a_run())
    (task,) = put(phase, NewTask(target="NoopAgent", type="agent", input={}, executor="inline", ready=False))
    assert claims.claim(["agent"], "here:1") is None
    with step(phase.run_id) as current:
        assert queue.promote(current, [task]) == 1
        assert queue.promote(current, [task]) == 0
    assert claims.claim(["agent"], "here:1").spec.id == task


def test_cancelling_ends_open_tasks_and_refuses_their_results():
    phase = a_phase(a_run())
    a_task(phase)
    claim = claims.claim(["agent"], "here:1")
    a_task(phase, shard=1)
    with step(phase.run_id) as current:
        assert queue.cancel_open(current, reason="a person said so") == 2
    assert set(Task.objects.values_list("status", flat=True)) == {"cancelled"}
    assert Event.objects.filter(event_type="task.complete", payload__status="cancelled").count() == 2
    with pytest.raises(LostLease):
        results.complete(claim, Outcome(result={}))


def test_redrive_gives_a_dead_task_new_lives():
    phase = a_phase(a_run())
    a_task(phase)
    Task.objects.update(status="dead", crash_count=3)
    with step(phase.run_id) as current:
        assert queue.redrive(current, Task.objects.get())
        assert not queue.redrive(current, Task.objects.get())
    assert claims.claim(["agent"], "here:1").crash_count == 0


def test_input_with_a_nul_character_is_stored():
    phase = a_phase(a_run())
    put(phase, NewTask(target="NoopAgent", type="agent", input={"text": "a\0b"}, executor="inline"))
    assert Task.objects.get().input == {"text": "a\ufffdb"}
