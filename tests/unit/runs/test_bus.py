"""The event bus and the relay: streams wake readers; what was swallowed is sent again from the rows."""

from datetime import timedelta

import pytest

from ideamine.lib import redis_client
from ideamine.lib.clock import now
from runs import bus
from runs.engine import hints, liveness, relay
from runs.events import EventRecord
from runs.models import Event, Task
from runs.transitions import step
from tests.support.factories import a_phase, a_run, a_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_url")]


def told(run, *numbers):
    return [EventRecord(id=f"e{n}", run_id=str(run.pk), number=n, type="phase.started", phase="intake", payload={}, timestamp=now()) for n in numbers]


def test_an_event_goes_to_its_runs_stream_under_its_number_and_to_its_topic():
    run = a_run()
    bus.send(told(run, 1, 2))
    client = redis_client.connection()
    assert [entry[0] for entry in client.xrange(bus.run_stream(str(run.pk)))] == ["1-0", "2-0"]
    assert client.xlen(bus.topic_stream("phase")) == 2


def test_an_event_that_comes_after_a_later_one_does_no_harm():
    run = a_run()
    bus.send(told(run, 2))
    bus.send(told(run, 1, 3))
    assert [entry[0] for entry in redis_client.connection().xrange(bus.run_stream(str(run.pk)))] == ["2-0", "3-0"]


def test_the_relay_sends_what_a_crash_swallowed():
    run = a_run()
    with step(run.pk, now=now() - timedelta(seconds=30)) as current:
        current.emit("phase.started", phase="intake")
        current.emit("phase.progress", phase="intake", pct=5)
    assert Event.objects.count() == 2
    assert relay.relay(now()) == (0, 2)
    assert relay.relay(now()) == (0, 0)
    assert redis_client.connection().xlen(bus.run_stream(str(run.pk))) == 2


def test_the_relay_hints_again_at_what_nobody_took_but_no_more_than_slots_are_free():
    phase = a_phase(a_run())
    for shard in range(5):
        a_task(phase, shard=shard)
    assert relay.relay(now())[0] == 0
    Task.objects.update(ready_at=now() - timedelta(seconds=60))
    liveness.worker_beats(["agent"], 2)
    hints.flush()
    assert relay.relay(now())[0] == 2


def test_a_silent_redis_does_not_fail_the_step(settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    run = a_run()
    bus.publish(told(run, 1))
    assert bus.flush()
    hints.send("agent")
    assert hints.flush()
