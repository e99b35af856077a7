"""Who wakes the coordinator, and what it does when there is nothing to do. The stages: tests/integration/test_coordinator.py."""

from datetime import timedelta

import pytest

from ideamine.lib.clock import now
from phases import coordinator, orchestrator, selectors, services
from phases.stages.outcomes import StageOutcome
from runs.models import Event, Phase, Run, Task, Timer
from runs.transitions import step
from tests.support import configurations as config

pytestmark = pytest.mark.django_db


@pytest.fixture
def phase(tmp_path):
    run = services.request_run("Build a todo app", config_dir=config.write(tmp_path, [config.phase("intake", agents=["AAgent", "BAgent"])])).run
    orchestrator.advance_run(run.pk)
    return Phase.objects.get()


def ended(*targets, status="succeeded"):
    Task.objects.filter(target__in=targets).update(status=status, result={})


def test_a_phase_whose_tasks_are_open_is_not_even_locked(phase, django_assert_num_queries):
    coordinator.advance(phase.pk)  # the first look prepares the statement
    with django_assert_num_queries(1):
        assert coordinator.advance(phase.pk) is StageOutcome.WAITING


def test_a_phase_moves_when_its_last_task_has_ended(phase):
    ended("AAgent")
    assert coordinator.advance(phase.pk) is StageOutcome.WAITING
    ended("BAgent", status="dead")
    assert coordinator.advance(phase.pk) is StageOutcome.WAITING
    # completeness is 0.5: the second attempt runs the agent that died
    assert list(Task.objects.filter(attempt=2).values_list("target", flat=True)) == ["BAgent"]


def test_a_step_of_a_phase_takes_few_journeys_to_the_database(phase, django_assert_max_num_queries):
    ended("AAgent", "BAgent")
    # peek; savepoint, lock, phases with plans, tasks, metrics, everything written at once, release
    with django_assert_max_num_queries(10):
        assert coordinator.advance(phase.pk) is StageOutcome.ENDED
    assert Run.objects.get().status == "completed"


def test_a_phase_that_is_over_or_unknown_is_told_so(phase):
    Phase.objects.update(status="cancelled")
    assert coordinator.advance(phase.pk) is StageOutcome.ENDED
    assert coordinator.advance("00000000-0000-0000-0000-000000000000") is StageOutcome.WAITING
    assert coordinator.advance_once("00000000-0000-0000-0000-000000000000", phase.run_id) is StageOutcome.ENDED


def test_a_phase_of_a_paused_run_waits(phase):
    ended("AAgent", "BAgent")
    Run.objects.update(status="paused")
    assert coordinator.advance(phase.pk) is StageOutcome.WAITING
    assert coordinator.advance_once(phase.pk, phase.run_id) is StageOutcome.WAITING
    assert Phase.objects.get().stage == "dispatch"


@pytest.mark.parametrize("type", ["task.complete", "task.dead_lettered"])
def test_the_end_of_a_task_wakes_its_phase_after_the_commit(phase, type, django_capture_on_commit_callbacks):
    ended("AAgent", "BAgent")
    with django_capture_on_commit_callbacks(execute=True), step(phase.run_id) as current:
        current.emit(type, phase="intake", phase_id=str(phase.pk), task_id="x", target="AAgent", stage="dispatch", attempt=1, status="succeeded")
        assert Phase.objects.get().status == "running"
    assert Phase.objects.get().status == "completed"


def test_an_error_while_a_phase_is_moved_does_not_reach_the_worker(phase, django_capture_on_commit_callbacks, caplog):
    Phase.objects.update(plan={})
    ended("AAgent", "BAgent")
    with django_capture_on_commit_callbacks(execute=True), step(phase.run_id) as current:
        current.emit("task.complete", phase="intake", phase_id=str(phase.pk))
    assert "the reconciler will" in caplog.text and Phase.objects.get().stage == "dispatch"


def test_a_timeout_of_a_phase_that_is_over_changes_nothing(phase):
    Phase.objects.update(status="completed")
    before = Event.objects.count()
    with step(phase.run_id) as current:
        coordinator.phase_timed_out(current, {"kind": "phase", "phase_id": str(phase.pk), "run_id": str(phase.run_id)})
    assert Event.objects.count() == before and Run.objects.get().status == "running"


def test_a_timeout_fails_the_phase_with_its_metrics(phase):
    with step(phase.run_id) as current:
        coordinator.phase_timed_out(current, {"kind": "phase", "phase_id": str(phase.pk), "run_id": str(phase.run_id)})
    assert Phase.objects.get().status == "failed" and Run.objects.get().status == "failed" and not Timer.objects.exists()


def test_the_reconciler_sees_only_phases_for_which_a_step_is_due(phase):
    later = now() + timedelta(minutes=1)
    assert selectors.phases_that_wait(later) == []
    ended("AAgent", "BAgent")
    assert selectors.phases_that_wait(later) == [phase.pk]
    assert selectors.phases_that_wait(now() - timedelta(minutes=1)) == []
