"""Acceptance test 2 of the specification: a killed worker's task resumes from its checkpoint, with workers and sandboxes that are real."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from ideamine.platform import services
from ledger.artifacts import content
from ledger.models import Artifact
from runs.models import Checkpoint, Event, Run, Task
from tests.chaos.harness import RECOVERY_SECONDS, Arena
from tests.support import configurations
from tests.support.site import Door, sandboxes_of, standing_on

pytestmark = pytest.mark.slow


@pytest.fixture
def arena(committed_db, tmp_path) -> Iterator[Arena]:
    """Workers of the test's own, with clocks that run five times as fast."""
    arena = Arena(committed_db, tmp_path / "marks")
    yield arena
    arena.stop_all()


def test_acceptance_2_a_killed_workers_task_resumes_from_its_checkpoint_in_a_new_sandbox(arena, tmp_path):
    arena.start_control()
    first = arena.start(services.worker(2), ENGINE_INLINE="tests.support.long_work")
    door = Door(site=arena.site, environment=arena.clocks)
    run_id = door.detach("Build a todo app", "--config", str(configurations.long_work(tmp_path / "config")))
    arena.wait(lambda: Checkpoint.objects.filter(token="step-2").exists(), "two steps are saved")
    stuck = sandboxes_of(arena.site)
    arena.start_ready_worker(2, ENGINE_INLINE="tests.support.long_work")

    first.kill()
    killed_at = time.time()

    arena.wait(lambda: Run.objects.get(pk=run_id).ended, "the run ends")
    assert Run.objects.get(pk=run_id).status == "completed"
    task = Task.objects.get(run_id=run_id)
    assert task.result["found"] == [1, 2] and task.result["here"] == [3, 4], "no step was done twice"
    before, after = Event.objects.filter(event_type="task.started").order_by("number")
    assert (before.payload["resumed"], after.payload["resumed"]) == (False, True)
    assert after.timestamp.timestamp() - killed_at < RECOVERY_SECONDS + 5
    with standing_on(arena.site):
        assert content(Artifact.objects.get(run_id=run_id, type="DomainModel"))["summary"] == "did [3, 4] after step-2"
    assert stuck and not set(stuck) & set(sandboxes_of(arena.site)), "the old sandbox is gone"
    arena.check(run_id, expected=1)
