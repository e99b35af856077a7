"""The claim: one holder, priorities and shares respected, paused runs left alone."""

from datetime import timedelta

import pytest
from django.db import transaction

from ideamine.lib.clock import now
from runs.contracts import Outcome
from runs.engine import claims, results
from runs.models import Event, Run, Task
from runs.transitions import Step, flush_all, lock_run
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


def test_of_equal_runs_it_prefers_the_one_that_was_served_longest_ago():
    served, waiting = a_phase(a_run("served")), a_phase(a_run("waiting"))
    for shard in range(2):
        a_task(served, shard=shard)
    results.complete(claims.claim(["agent"], "here:1"), Outcome(result={}))
    other = a_task(waiting)
    assert claims.claim(["agent"], "here:1").spec.id == other


def test_who_was_never_served_goes_before_who_was_however_long_ago_and_the_eldest_first():
    """Or what comes in while all slots are busy, and after the first was served, waits another round."""
    moment = now()
    served = a_task(a_phase(a_run("served", served_at=moment - timedelta(hours=1))))
    younger = a_task(a_phase(a_run("younger", created_at=moment)))
    elder = a_task(a_phase(a_run("elder", created_at=moment - timedelta(minutes=1))))
    assert [claims.claim(["agent"], "here:1").spec.id for _ in range(3)] == [elder, younger, served]


def test_it_fills_a_four_that_it_began_before_it_serves_another_run_and_then_gives_that_its_share():
    greedy = a_phase(a_run("greedy"))
    for shard in range(5):
        a_task(greedy, shard=shard)
    first = claims.claim(["agent"], "here:1")
    modest = a_phase(a_run("modest"))
    for shard in range(2):
        a_task(modest, shard=shard)
    served = [first, *(claims.claim(["agent"], "here:1") for _ in range(6))]
    assert [claim.run_id for claim in served] == [str(phase.run_id) for phase in [greedy] * 4 + [modest] * 2 + [greedy]]


def test_several_at_once_are_those_that_single_claims_would_take():
    for name in ("one", "two", "three"):
        phase = a_phase(a_run(name))
        for shard in range(6):
            a_task(phase, shard=shard)

    def taken(*counts):
        found = []
        with transaction.atomic():
            for count in counts:
                steps: dict = {}
                found += claims.take_best(["agent"], "here:1", count, steps=steps, now=now())[0]
                flush_all(list(steps.values()))
            transaction.set_rollback(True)
        return {claim.spec.id for claim in found}

    assert taken(10) == taken(*[1] * 10) == taken(3, 4, 3)


def test_a_run_whose_last_task_ends_in_this_transaction_waits_its_turn():
    """Its row still counts the task that ended; taken for a four that was begun, it would go before all who wait."""
    waiting, ending = a_phase(a_run("waiting")), a_phase(a_run("ending"))
    a_task(ending)
    last = claims.claim(["agent"], "here:1")
    other, new = a_task(waiting), a_task(ending, shard=1)

    with transaction.atomic():
        steps = {last.run_id: Step(lock_run(last.run_id), now())}
        results.accept([results.Finished(claim=last, outcome=Outcome(result={}))], steps)
        taken, _ = claims.take_best(["agent"], "here:1", 2, steps=steps, now=now())
        flush_all(list(steps.values()))

    assert [claim.spec.id for claim in taken] == [other, new]
    assert {run.running_tasks for run in Run.objects.all()} == {1}
