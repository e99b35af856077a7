"""The carrier: JSON hints, early ack, ticks that expire."""

from __future__ import annotations

import pytest
from django.conf import settings
from django_celery_beat.models import PeriodicTask
from django_celery_beat.schedulers import ModelEntry

from ideamine.celery import app


def test_it_acknowledges_early_and_keeps_no_results():
    assert app.conf.task_acks_late is False
    assert app.conf.task_ignore_result is True
    assert app.conf.result_backend is None
    assert app.conf.worker_disable_prefetch is False and app.conf.worker_prefetch_multiplier == 0
    assert list(app.conf.accept_content) == ["json"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(settings.CELERY_BEAT_SCHEDULE))
def test_it_lets_every_tick_expire_on_the_control_queue(name):
    ModelEntry.from_entry(name, app=app, **settings.CELERY_BEAT_SCHEDULE[name])
    stored = PeriodicTask.objects.get(name=name)
    assert stored.queue == "control"
    assert stored.expire_seconds == stored.interval.every
    assert stored.interval.every in (1, 2)


def test_a_hint_is_taken_without_book_keeping(redis_url):
    """What is taken is gone from Redis at once; an acknowledged queue would keep it among the unacknowledged."""
    queue = app.amqp.queues["agent"]
    taken = []
    with app.connection_for_read() as connection, connection.channel() as channel:
        app.send_task("runs.work", args=["agent", 1], queue="agent", connection=connection)
        consumer = app.amqp.TaskConsumer(channel, queues=[queue], on_message=taken.append, accept=["json"])
        with consumer:
            connection.drain_events(timeout=5)
        assert [message.headers["task"] for message in taken] == ["runs.work"]
        assert channel.client.keys("unacked*") == []


def test_it_delivers_a_message_through_a_unix_socket(redis_url):
    with app.connection_for_write() as connection, connection.SimpleQueue("ideamine-test") as queue:
        queue.put({"hint": 1}, serializer="json")
        message = queue.get(timeout=5)
        assert message.payload == {"hint": 1}
        message.ack()
