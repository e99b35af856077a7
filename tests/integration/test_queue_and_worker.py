"""Queue + worker, timer + scheduler, ledger + work: real worker, control and beat processes; inline work, clocks five times as fast."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ideamine.lib import redis_client
from ledger.models import LedgerEntry
from runs.models import Event, Task, Timer
from tests.chaos.harness import Arena
from tests.support.engines import redis_key

pytestmark = pytest.mark.slow


@pytest.fixture
def arena(committed_db, tmp_path) -> Iterator[Arena]:
    """Workers of the test's own."""
    arena = Arena(committed_db, tmp_path / "marks")
    arena.start_control()
    arena.start_worker(2)
    yield arena
    arena.stop_all()


def told(task):
    return list(
        Event.objects.filter(payload__task_id=str(task), event_type__startswith="task.").order_by("number").values_list("event_type", flat=True)
    )


def test_a_task_is_taken_done_and_acknowledged_and_one_that_fails_waits_for_its_timer(arena):
    phase, (good, bad) = arena.put([{}, {"fail": "transient"}])

    retry = arena.wait(lambda: Event.objects.filter(event_type="task.retry").first(), "the failure schedules a timer")
    assert retry.payload["task_id"] == str(bad) and retry.payload["strategy"] == "transient"
    arena.wait(lambda: Event.objects.filter(event_type="task.retry").count() == 2, "the timer fired, and the task failed again")
    Task.objects.filter(pk=bad).update(input={"i": 1, "marks": str(arena.marks_file)})
    arena.wait_ended(phase.run_id)

    assert told(good) == ["task.started", "task.complete"]
    row = Task.objects.get(pk=bad)
    assert told(bad) == ["task.started", "task.retry"] * row.retries + ["task.started", "task.complete"]
    assert (row.status, row.error) == ("succeeded", None)
    waits = Event.objects.filter(payload__task_id=str(bad)).order_by("number")
    for before, after in zip(waits.filter(event_type="task.retry"), waits.filter(event_type="task.started")[1:], strict=True):
        assert (after.timestamp - before.timestamp).total_seconds() >= before.payload["delay_s"], "never early"
    assert not Timer.objects.exists()
    assert redis_client.connection().llen(redis_key("agent")) == 0, "no message is left"
    attempts = LedgerEntry.objects.filter(run_id=phase.run_id, type="task", data__task_id=str(bad)).order_by("seq")
    assert [entry.data["status"] for entry in attempts] == ["retry"] * row.retries + ["succeeded"], "the ledger keeps every attempt"
    arena.check(phase.run_id, expected=2)
