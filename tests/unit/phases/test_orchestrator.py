"""What a run does next."""

import pytest

from phases import orchestrator, services
from runs.models import Event, Phase, Run, Task, Timer
from tests.support import configurations as config

pytestmark = pytest.mark.django_db


def a_pending(tmp_path, *phases):
    return services.request_run("Build a todo app", config_dir=config.write(tmp_path, phases)).run


def statuses():
    return dict(Phase.objects.values_list("name", "status"))


def test_starting_begins_the_first_phases_and_nothing_else(tmp_path):
    run = a_pending(tmp_path, config.phase("a"), config.phase("b"), config.phase("c", after=["a", "b"]))
    assert orchestrator.advance_run(run.pk) == []
    assert statuses() == {"a": "running", "b": "running", "c": "pending"}
    assert [event.event_type for event in Event.objects.order_by("number")] == ["run.started", "phase.started", "phase.started"]
    assert Timer.objects.count() == 2 and Run.objects.get().started_at is not None


def test_starting_twice_starts_once(tmp_path):
    run = a_pending(tmp_path, config.phase("a"))
    orchestrator.advance_run(run.pk)
    assert orchestrator.advance_run(run.pk) == [Phase.objects.get().pk]
    assert Event.objects.filter(event_type="run.started").count() == 1 and Task.objects.count() == 1


@pytest.mark.parametrize("status", ["paused", "completed", "failed", "cancelled"])
def test_a_run_that_does_not_run_is_left_alone(tmp_path, status):
    run = a_pending(tmp_path, config.phase("a"))
    Run.objects.update(status=status)
    assert orchestrator.advance_run(run.pk) == [] and Run.objects.get().status == status
    assert statuses() == {"a": "pending"} and not Event.objects.exists()


def test_the_last_phase_completes_the_run(tmp_path):
    run = a_pending(tmp_path, config.phase("a"))
    orchestrator.advance_run(run.pk)
    Phase.objects.update(status="completed")
    orchestrator.advance_run(run.pk)
    assert Run.objects.get().status == "completed"
    assert Event.objects.order_by("number").last().payload == {"phases": ["a"]}


def test_a_failed_phase_fails_the_run_and_cancels_what_runs_beside_it(tmp_path):
    run = a_pending(tmp_path, config.phase("a"), config.phase("b"), config.phase("c", after=["a", "b"]))
    orchestrator.advance_run(run.pk)
    phase = Phase.objects.get(name="a")
    Phase.objects.filter(pk=phase.pk).update(status="failed", state={**phase.state, "reasons": ["one", "two"]})
    orchestrator.advance_run(run.pk)
    assert Run.objects.get().status == "failed"
    assert statuses() == {"a": "failed", "b": "cancelled", "c": "cancelled"}
    assert Run.objects.get().attention == "a: one\na: two"
    assert set(Task.objects.values_list("status", flat=True)) == {"cancelled"}


def test_a_phase_with_a_damaged_plan_fails_the_run_with_all_that_began_beside_it(tmp_path):
    run = a_pending(tmp_path, config.phase("a"), config.phase("b"))
    phase = Phase.objects.get(name="b")
    Phase.objects.filter(pk=phase.pk).update(plan={**phase.plan, "timebox": "PT9H"})
    orchestrator.advance_run(run.pk)
    assert Run.objects.get().status == "failed"
    assert statuses() == {"a": "cancelled", "b": "failed"} and not Timer.objects.exists()
    assert Task.objects.get().status == "cancelled"
