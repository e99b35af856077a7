"""The claim: one holder, priorities and shares respected, paused runs left alone."""

import pytest

from runs.engine import claims
from runs.models import Event, Run, Task
from runs.transitions import step
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db


def test_it_takes_a_ready_task_with_fence_lease_and_event():
    task = a_task(a_phase(a_run()))

    claim = claims.claim(["agent"], "here:1")

    assert claim is not None and claim.spec.id == task and claim.fence == 1 and claim.spec.phase == "intake"
    row = Task.objects.get(pk=task)
    assert (row.status, row.lease_owner, row.fence) == ("running", "here:1", 1)
    assert row.lease_expires_at > row.started_at
    assert list(Event.objects.values_list("number", "event_type")) == [(1, "task.started")]
    assert Run.objects.get().running_tasks == 1


def test_it_finds_nothing_when_all_is_claimed_or_of_another_queue():
    a_task(a_phase(a_run()))
    assert claims.claim(["tool"], "here:1") is None
    assert claims.claim(["agent"], "here:1") is not None
    assert claims.claim(["agent"], "here:1") is None


def test_it_leaves_the_tasks_of_a_paused_run():
    a_task(a_phase(a_run(status="paused")))
    assert claims.claim(["agent"], "here:1") is None


def test_it_prefers_the_smaller_priority_number():
    a_task(a_phase(a_run("low", priority=200)))
    high = a_task(a_phase(a_run("high", priority=10)))
    assert claims.claim(["agent"], "here:1").spec.id == high


def test_of_equal_runs_it_prefers_the_one_that_has_waited_longest():
    older, younger = a_phase(a_run("older")), a_phase(a_run("younger"))
    a_task(older)
    waiting = a_task(younger)
    with step(older.run_id) as current:
        current.emit("phase.progress", phase="intake", pct=5)
    assert claims.claim(["agent"], "here:1").spec.id == waiting


def test_it_prefers_the_run_with_fewer_running_tasks():
    greedy = a_phase(a_run("greedy"))
    for shard in range(3):
        a_task(greedy, shard=shard)
    first = claims.claim(["agent"], "here:1")
    modest = a_task(a_phase(a_run("modest")))
    assert first.run_id == str(greedy.run_id)
    assert claims.claim(["agent"], "here:1").spec.id == modest
