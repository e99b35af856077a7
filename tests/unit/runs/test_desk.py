"""The desk: slots that come together share a transaction, and nobody suffers for another's task."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from ideamine.lib.clock import now
from runs.contracts import Outcome
from runs.engine import claims, results
from runs.engine.desk import Desk
from runs.engine.queue import NewTask, enqueue
from runs.errors import LostLease
from runs.models import Event, Run, Task
from runs.transitions import lock_run
from tests.support.factories import a_phase, a_run, a_task
from tests.support.waiting import wait_until

DONE = Outcome(result={"answer": 42})


@pytest.fixture(autouse=True)
def _committed(committed_db, monkeypatch):
    """What a thread commits, the others see; the phases have no plan by which they could be moved on."""
    monkeypatch.setattr(results, "_ended_handlers", [])


@pytest.fixture
def desk():
    return Desk(["agent"], "here:1")


def ready(*runs, tasks=1):
    return [[a_task(phase, shard=shard) for shard in range(tasks)] for phase in [a_phase(a_run(name)) for name in runs]]


def together(*visits):
    """Make visits from threads of their own, which all wait until the desk is free; return what each came to."""
    found: list = [None] * len(visits)

    def make(place, visit):
        try:
            found[place] = visit()
        except LostLease as error:
            found[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=make, args=pair) for pair in enumerate(visits)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    return found


def numbers(run_id):
    return list(Event.objects.filter(run_id=run_id).order_by("number").values_list("number", flat=True))


def at_once(desk, *visits):
    """As `together`, with the desk taken until all have come, so that they are served in one transaction."""
    desk.visits._free = 0
    come = lambda: desk.visits.waiting == len(visits)  # noqa: E731
    release = threading.Thread(target=lambda: (wait_until(come, seconds=10, what="all came"), desk.visits.leave()))
    release.start()
    found = together(*visits)
    release.join(20)
    return found


def test_it_hands_out_the_best_task_and_takes_its_result(desk):
    ((first, second),) = ready("one", tasks=2)
    claim = desk.take()
    assert claim.spec.id == first
    assert desk.hand_in(claim, DONE, wants=True).spec.id == second
    assert Task.objects.get(pk=first).status == "succeeded"
    assert desk.take() is None


def test_those_who_come_at_once_get_a_task_each_and_share_a_transaction(desk):
    ready("one", "two", tasks=2)
    claims = at_once(desk, *[desk.take] * 4)
    assert len({claim.spec.id for claim in claims}) == 4
    started = Event.objects.filter(event_type="task.started")
    assert len(set(started.values_list("timestamp", flat=True))) == 1, "one step's time"
    assert sorted(Run.objects.values_list("running_tasks", flat=True)) == [2, 2]


def test_results_of_one_run_are_numbered_without_gap(desk):
    ready("one", tasks=3)
    claims = [desk.take() for _ in range(3)]
    assert at_once(desk, *[lambda claim=claim: desk.hand_in(claim, DONE, wants=False) for claim in claims]) == [None] * 3
    told = numbers(claims[0].run_id)
    assert told == list(range(1, len(told) + 1)) and Run.objects.get().event_seq == len(told)
    assert Run.objects.get().running_tasks == 0 and Run.objects.get().ledger_seq == 3


def test_a_lost_lease_is_told_to_its_slot_alone(desk):
    ready("one", "two")
    claims = [desk.take() for _ in range(2)]
    Task.objects.filter(pk=claims[0].spec.id).update(fence=7)
    lost, kept = at_once(desk, *[lambda claim=claim: desk.hand_in(claim, DONE, wants=False) for claim in claims])
    assert isinstance(lost, LostLease) and kept is None
    assert Task.objects.get(pk=claims[0].spec.id).status == "running"
    assert Task.objects.get(pk=claims[1].spec.id).status == "succeeded"
    assert numbers(claims[0].run_id) == [1], "nothing of it was told"


def test_a_run_that_somebody_holds_does_not_hold_up_the_others(desk):
    ready("busy", "free")
    claims = {claim.run_id: claim for claim in (desk.take(), desk.take())}
    busy = str(Run.objects.get(title="busy").pk)
    free = next(run_id for run_id in claims if run_id != busy)
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock_run(busy)
            held.set()
            let_go.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    handing_in = [lambda run_id=run_id: desk.hand_in(claims[run_id], DONE, wants=False) for run_id in (busy, free)]
    visits = threading.Thread(target=at_once, args=(desk, *handing_in))
    holder.start()
    try:
        assert held.wait(10)
        visits.start()
        wait_until(lambda: Task.objects.get(run_id=free).status == "succeeded", seconds=10, what="the other run's task is accepted")
        assert Task.objects.get(run_id=busy).status == "running"
    finally:
        let_go.set()
        holder.join(20)
    visits.join(20)
    assert Task.objects.get(run_id=busy).status == "succeeded"


def test_a_desk_of_many_slots_loses_nobody():
    ready("one", "two", "three", tasks=40)
    desk = Desk(["agent"], "here:1", slots=48)

    def work():
        claim = desk.take()
        while claim is not None:
            claim = desk.hand_in(claim, DONE, wants=True)

    together(*[work] * 48)
    assert set(Task.objects.values_list("status", "fence")) == {("succeeded", 1)}
    for run in Run.objects.all():
        assert numbers(run.pk) == list(range(1, run.event_seq + 1)) and run.running_tasks == 0 and run.ledger_seq == 40
    assert desk.visits.free_counters == 3 and not desk.visits.waiting, "every counter is free again"


def test_a_result_counts_even_when_its_phase_cannot_be_moved_on(desk, monkeypatch):
    ready("one")
    claim = desk.take()
    monkeypatch.setattr(results, "_ended_handlers", [lambda ended: 1 / 0])
    assert desk.hand_in(claim, DONE, wants=True) is None
    assert Task.objects.get().status == "succeeded"


def test_who_rests_is_given_what_another_makes_ready(desk, monkeypatch):
    ((first,),) = ready("one")
    claim, resting = desk.take(), []
    slots = [threading.Thread(target=lambda: (resting.append(desk.take(stays=True)), connection.close())) for _ in range(3)]
    for slot in slots:
        slot.start()
    wait_until(lambda: desk.visits.resting == 3, seconds=10, what="three rest")
    phase = Task.objects.get(pk=first).phase
    more = [NewTask(target="NoopAgent", type="agent", input={}, shard=shard) for shard in (1, 2)]
    monkeypatch.setattr(results, "_ended_handlers", [lambda ended: enqueue(*ended.values(), phase, more)])
    before = Event.objects.count()

    assert desk.hand_in(claim, DONE, wants=False) is None

    wait_until(lambda: len(resting) == 2, seconds=10, what="two are given a task")
    assert desk.visits.resting == 1
    told = Event.objects.order_by("number")[before:]
    assert [event.event_type for event in told].count("task.started") == 2 and len({event.timestamp for event in told}) == 1, (
        "in the same transaction"
    )
    desk.visits.close()
    for slot in slots:
        slot.join(10)
    assert resting[2] is None


def test_a_task_that_was_accepted_is_held_no_longer_while_its_slot_rests(desk):
    ready("one")
    claim = desk.take()
    slot = threading.Thread(target=lambda: (desk.hand_in(claim, DONE, wants=True, stays=True), connection.close()))
    slot.start()
    wait_until(lambda: desk.visits.resting == 1, seconds=10, what="it rests")
    assert claim.ended
    desk.visits.close()
    slot.join(10)
    assert Task.objects.get().status == "succeeded"


def test_the_claim_tells_whether_others_hold_what_is_ready(desk):
    ((task,),) = ready("one")
    with transaction.atomic():
        assert claims.take_best(["agent"], "here:1", 2, steps={}, now=now())[1] is False, "there was one, and it is taken"
        transaction.set_rollback(True)
    held, let_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            lock_run(Run.objects.get().pk)
            held.set()
            let_go.wait(20)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(10)
        with transaction.atomic():
            assert claims.take_best(["agent"], "here:1", 2, steps={}, now=now()) == ([], True)
        threading.Timer(0.2, let_go.set).start()
        assert desk.take().spec.id == task, "it waits for the run"
    finally:
        let_go.set()
        holder.join(20)
