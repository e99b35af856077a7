"""Ticks that waited too long for a thread do nothing; the worker here has one thread, and it is busy."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from celery.contrib.testing.worker import start_worker

from ideamine.celery import app
from ideamine.lib.clock import now
from ideamine.lib.ticks import Tick
from tests.support.waiting import wait_until

BLOCKS, NOTES = "tests.block", "tests.note"


@pytest.fixture
def one_busy_thread(redis_url):
    """A Celery worker whose only thread is busy until the event is set; with what its ticks noted."""
    free, busy, noted = threading.Event(), threading.Event(), []

    @app.task(name=BLOCKS)
    def block():
        busy.set()
        free.wait(30)

    @app.task(name=NOTES, base=Tick)
    def note(what):
        noted.append(what)

    with start_worker(app, pool="threads", concurrency=1, perform_ping_check=False, queues=["control"], shutdown_timeout=30):
        block.apply_async(queue="control")
        assert busy.wait(30)
        yield free, note, noted
        free.set()
    del app.tasks[BLOCKS], app.tasks[NOTES]


def test_one_that_expired_while_it_waited_for_a_thread_does_nothing(one_busy_thread):
    free, note, noted = one_busy_thread
    moment = now() + timedelta(seconds=2)
    note.apply_async(args=["late"], queue="control", expires=moment)
    wait_until(lambda: now() > moment, seconds=10, what="its time has passed")
    note.apply_async(args=["in time"], queue="control", expires=now() + timedelta(seconds=60))
    free.set()
    wait_until(lambda: noted, seconds=30, what="a tick was done")
    assert noted == ["in time"]
