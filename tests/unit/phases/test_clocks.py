"""Timeboxes stand still during a pause."""

from datetime import timedelta

import pytest

from ideamine.lib.clock import now
from phases import clocks
from runs.engine import timers
from runs.models import Phase, Timer
from runs.transitions import step
from tests.support.factories import a_phase, a_run

pytestmark = pytest.mark.django_db
NOON = now().replace(microsecond=0)


@pytest.fixture
def phase():
    phase = a_phase(a_run(), state={"dependencies": []})
    with step(phase.run_id, now=NOON) as current:
        timers.schedule(current, str(phase.pk), NOON + timedelta(hours=1), "timeout", {"kind": "phase", "phase_id": str(phase.pk)})
    return phase


def at(phase, minutes, act):
    with step(phase.run_id, now=NOON + timedelta(minutes=minutes)) as current:
        act(current)


def test_a_pause_lengthens_nothing_and_shortens_nothing(phase):
    at(phase, 20, clocks.stop)
    assert not Timer.objects.exists() and Phase.objects.get().state["time_left_s"] == 2400
    at(phase, 500, clocks.start_again)
    timer = Timer.objects.get()
    # 40 of the 60 minutes were left
    assert timer.fire_at == NOON + timedelta(minutes=540) and timer.payload["phase_id"] == str(phase.pk)
    assert Phase.objects.get().state == {"dependencies": []}


def test_a_timeout_that_was_due_fires_at_once_after_the_pause(phase):
    at(phase, 90, clocks.stop)
    at(phase, 100, clocks.start_again)
    assert Timer.objects.get().fire_at == NOON + timedelta(minutes=100)


def test_a_phase_without_a_timer_gets_none(phase):
    Timer.objects.all().delete()
    at(phase, 1, clocks.stop)
    at(phase, 2, clocks.start_again)
    assert not Timer.objects.exists()
