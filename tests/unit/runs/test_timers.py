"""Durable timers: never early, once each, in order."""

from datetime import UTC, datetime, timedelta

import pytest

from runs.engine import claims, results, timers
from runs.errors import TaskError
from runs.models import Task, Timer
from runs.transitions import step
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def fired():
    seen = []
    timers.on_timeout("test", lambda current, payload: seen.append(payload["name"]))
    return seen


def set_timer(run, name, at, action="timeout"):
    with step(run.pk) as current:
        timers.schedule(current, name, at, action, {"kind": "test", "name": name})


def test_it_never_fires_early(fired):
    set_timer(a_run(), "a", NOON)
    assert timers.fire_due(NOON - timedelta(microseconds=1)) == 0
    assert fired == [] and Timer.objects.count() == 1


def test_overdue_timers_fire_once_and_in_order(fired):
    run = a_run()
    for minutes, name in ((3, "third"), (1, "first"), (2, "second")):
        set_timer(run, name, NOON + timedelta(minutes=minutes))
    assert timers.fire_due(NOON + timedelta(hours=1)) == 3
    assert timers.fire_due(NOON + timedelta(hours=1)) == 0
    assert fired == ["first", "second", "third"]


def test_setting_it_again_moves_it(fired):
    run = a_run()
    set_timer(run, "a", NOON)
    set_timer(run, "a", NOON + timedelta(hours=1))
    assert timers.fire_due(NOON) == 0
    assert timers.fire_due(NOON + timedelta(hours=1)) == 1


def test_a_retry_and_a_timeout_may_stand_at_once():
    run = a_run()
    set_timer(run, "a", NOON, "timeout")
    set_timer(run, "a", NOON, "retry")
    assert Timer.objects.count() == 2
    with step(run.pk) as current:
        assert timers.cancel(current, "a", "retry") == 1


def test_a_parked_task_becomes_ready_when_its_retry_is_due():
    a_task(a_phase(a_run()))
    results.fail(claims.claim(["agent"], "here:1"), TaskError("503", error_class="transient"))
    timer = Timer.objects.get()
    assert timers.fire_due(timer.fire_at - timedelta(milliseconds=1)) == 0
    assert Task.objects.get().status == "parked"
    assert timers.fire_due(timer.fire_at) == 1
    assert Task.objects.get().status == "ready"


def test_an_error_in_one_runs_timer_does_not_hold_up_another_run(fired):
    from ideamine.lib.errors import IdeaMineError

    def refuse(current, payload):
        raise IdeaMineError("no")

    timers.on_timeout("refuses", refuse)
    with step(a_run("bad").pk) as current:
        timers.schedule(current, "bad", NOON, "timeout", {"kind": "refuses"})
    set_timer(a_run("good"), "good", NOON)
    assert timers.fire_due(NOON) == 1
    assert fired == ["good"] and list(Timer.objects.values_list("task_id", flat=True)) == ["bad"]
