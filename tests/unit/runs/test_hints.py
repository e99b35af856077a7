"""Hints: sent where slots are free, dropped where all are busy, and counted in what they carry."""

import json
import time

import pytest

from ideamine.lib import redis_client
from runs.engine import hints, liveness

pytestmark = pytest.mark.usefixtures("redis_url")


@pytest.fixture
def elsewhere(monkeypatch):
    """Say how many slots of another process, or of several, are free."""

    def say(**free):
        for name, slots in free.items():
            with monkeypatch.context() as patch:
                patch.setattr(liveness, "owner", lambda name=name: f"{name}:1")
                liveness.worker_beats(["agent"], slots)

    return say


def sent(count):
    """Hint at so many tasks; return for how many each message calls."""
    hints.send("agent", count)
    assert hints.flush()
    messages = [json.loads(text) for text in redis_client.connection().lrange("agent", 0, -1)]
    redis_client.connection().delete("agent")
    return sorted(int(message["headers"]["argsrepr"].strip("[]()").split(",")[1]) for message in messages)


def test_where_no_worker_is_known_one_may_be_coming():
    assert sent(3) == [3]


def test_no_message_is_sent_while_all_are_busy(elsewhere):
    elsewhere(one=0, two=0)
    assert sent(3) == []


def test_no_more_tasks_are_told_of_than_slots_are_free(elsewhere):
    elsewhere(one=2, two=0)
    assert sent(5) == [2]


def test_several_processes_share_what_there_is(elsewhere):
    elsewhere(one=2, two=4)
    assert sent(5) == [2, 3]


def test_who_was_not_heard_for_long_does_not_count(elsewhere, monkeypatch):
    elsewhere(one=3)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + liveness.TTL_SECONDS + 2)
    assert liveness.free_slots("agent") == {}
