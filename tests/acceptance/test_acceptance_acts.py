"""What a person does to a run under way, by command on a real platform: pause, resume, and a budget that is too small."""

from __future__ import annotations

import pytest

from ledger.models import LedgerEntry, ReleaseDossier
from runs import budgets
from runs.models import Event, Phase, Run, Task
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rows")]
IDEA = "Build a todo app"


def started(run_id):
    return Event.objects.filter(run_id=run_id, event_type="task.started").count()


def test_after_pause_nothing_starts_and_resume_completes_with_the_digest_of_an_undisturbed_run(door):
    paused = door.detach(IDEA, "--until", "build")
    wait_until(lambda: started(paused), seconds=30, what="it works")
    answer = door.manage("pause_run", paused, "--reason", "lunch")
    assert answer.code == 0, answer.err
    wait_until(lambda: not Task.objects.filter(run_id=paused, status="running").exists(), seconds=30, what="what was in flight has ended")
    before = started(paused)

    undisturbed = door.run(IDEA, "--until", "build")
    assert undisturbed.code == 0, "the workers worked all the while"
    assert started(paused) == before and Run.objects.get(pk=paused).status == "paused"
    resumed = door.manage("resume_run", paused, "--json")

    assert resumed.code == 0 and resumed.last["status"] == "completed", resumed.err
    digests = ReleaseDossier.objects.filter(run_id__in=[paused, undisturbed.last["run_id"]]).values_list("content_digest", flat=True)
    assert len(digests) == 2 and len(set(digests)) == 1
    acts = LedgerEntry.objects.filter(run_id=paused, type="decision", provenance__source="person").order_by("seq")
    assert [entry.data.get("to", entry.data.get("status")) for entry in acts] == ["paused", "running"]


def test_a_budget_that_is_used_up_blocks_the_run_and_says_so(door):
    answer = door.run(IDEA, "--budget", "tools_minutes=0.01")

    run_id = answer.last["run_id"]
    assert answer.code == 1 and answer.last["status"] == "failed"
    exceeded = Event.objects.filter(run_id=run_id, event_type="budget.exceeded").first()
    assert exceeded.payload["resource"] == "tools_minutes" and exceeded.payload["limit"] == 0.01
    assert exceeded.payload["committed"] + exceeded.payload["asked"] > 0.01
    assert any("budget tools_minutes of the run exceeded: " in reason for reason in answer.last["reasons"]), answer.last["reasons"]
    failed = Phase.objects.get(run_id=run_id, status="failed")
    assert set(Phase.objects.filter(run_id=run_id, position__gt=failed.position).values_list("status", flat=True)) == {"cancelled"}
    last_start = Event.objects.filter(run_id=run_id, event_type="task.started").latest("number")
    assert last_start.number < Event.objects.get(run_id=run_id, event_type="run.failed").number, "nothing starts afterwards"
    assert budgets.run_usage(Run.objects.get(pk=run_id)).get("tools_minutes", 0) <= 0.01, "room is reserved before a call, so it is not overshot"
