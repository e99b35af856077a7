"""Results: accepted once, under the fence only; failures lead to the decided state."""

import uuid

import pytest

from ledger.models import Artifact, LedgerEntry
from runs.contracts import ArtifactDraft, Outcome
from runs.engine import checkpoints, claims, results
from runs.errors import LostLease, TaskError
from runs.models import Checkpoint, Event, Run, Task, Timer
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db


def claimed(**options):
    a_task(a_phase(a_run()), **options)
    return claims.claim(["agent"], "here:1")


def test_it_accepts_a_result_once():
    claim = claimed()
    results.complete(claim, Outcome(result={"answer": 42}))

    row = Task.objects.get()
    assert (row.status, row.result, row.lease_owner) == ("succeeded", {"answer": 42}, None)
    assert [event.event_type for event in Event.objects.all()] == ["task.started", "task.complete", "phase.agent.complete"]
    assert LedgerEntry.objects.get(type="task").data["status"] == "succeeded"
    assert Run.objects.get().running_tasks == 0
    with pytest.raises(LostLease):
        results.complete(claim, Outcome(result={"answer": 43}))
    assert Task.objects.get().result == {"answer": 42}


def test_a_stale_fence_changes_no_row():
    claim = claimed()
    Task.objects.update(fence=2)
    for write in (
        lambda: results.complete(claim, Outcome(result={})),
        lambda: results.fail(claim, TaskError("x", error_class="fatal")),
        lambda: checkpoints.save(claim.spec.id, claim.fence, "half", {}),
    ):
        with pytest.raises(LostLease):
            write()
    assert Task.objects.get().status == "running" and not Checkpoint.objects.exists() and not LedgerEntry.objects.exists()


def test_a_transient_error_parks_the_task_with_a_durable_timer():
    claim = claimed()
    decision = results.fail(claim, TaskError("503", error_class="transient"))
    row = Task.objects.get()
    assert decision.action == "retry" and (row.status, row.retries, row.error) == ("parked", 1, "503")
    timer = Timer.objects.get()
    assert (timer.task_id, timer.action, timer.payload["run_id"]) == (claim.spec.id, "retry", claim.run_id)


def test_a_fatal_error_fails_at_once():
    results.fail(claimed(), TaskError("no such thing", error_class="fatal"))
    assert Task.objects.get().status == "failed"
    assert Event.objects.get(event_type="task.complete").payload["status"] == "failed"


def test_the_last_transient_error_dead_letters():
    claim = claimed()
    Task.objects.update(retries=5)
    object.__setattr__(claim.spec, "retries", 5)
    results.fail(claim, TaskError("503", error_class="transient"))
    assert Task.objects.get().status == "dead"
    assert Event.objects.filter(event_type="task.dead_lettered").count() == 1


def test_a_checkpoint_is_handed_to_the_next_attempt_and_removed_with_the_result():
    claim = claimed()
    checkpoints.save(claim.spec.id, claim.fence, "half", {"done": [1, 2]})
    results.release(claim, "worker stops")
    again = claims.claim(["agent"], "there:2")
    assert again.checkpoint == {"token": "half", "data": {"done": [1, 2]}} and again.fence == 2 and again.spec.retries == 0
    results.complete(again, Outcome(result={}))
    assert not Checkpoint.objects.exists()


def test_the_order_in_which_a_task_made_its_artifacts_is_kept():
    # equal types and names, as of a tool that was called twice: nothing but the order says which report is the newer
    ids = [str(uuid.uuid5(uuid.NAMESPACE_URL, f"report {number}")) for number in range(6)]
    made = tuple(
        ArtifactDraft(
            id=id,
            type="ToolReport",
            schema_id="s",
            name="tool.x.json",
            media_type="application/json",
            size=2,
            hash="0" * 64,
            location="l",
            provenance={},
        )
        for id in ids
    )
    assert ids != sorted(ids)
    results.complete(claimed(), Outcome(result={}, artifacts=made))
    assert [str(row.pk) for row in Artifact.objects.order_by("position")] == ids


def test_what_was_signed_in_a_tasks_name_stands_in_the_ledger():
    signature = {"subject": "release", "envelope": {"payload": "e30="}, "keyid": "k"}
    results.complete(claimed(), Outcome(result={}, signatures=(signature,)))
    assert LedgerEntry.objects.get(type="signature").data == signature


def test_the_plans_number_of_attempts_is_kept():
    claim = claimed(max_attempts=0)
    assert results.fail(claim, TaskError("503", error_class="transient")).action == "dead"
