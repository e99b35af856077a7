"""Health by HTTP: alive without an account, ready only when everything is."""

from __future__ import annotations

import time

import pytest
import redis
from django.conf import settings as django_settings

from ideamine import health
from runs.engine import liveness

pytestmark = pytest.mark.django_db


def _beat(redis_url, *, worker_age=0.0, beat_age=0.0):
    with redis.Redis.from_url(redis_url) as client:
        client.set(f"{liveness.PREFIX}:worker:host:1", int(time.time() - worker_age))
        client.set(liveness.BEAT_KEY, int(time.time() - beat_age))


def test_it_is_alive_without_an_account(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert client.post("/healthz").status_code == 405


def test_it_is_ready_when_all_parts_are(client, redis_url):
    _beat(redis_url)
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["reasons"] == []
    assert answer.json()["checks"]["workers"]["count"] == 1


def test_it_says_that_nobody_works(client, redis_url):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["no worker has been heard for 30 s", "beat has not been heard for 30 s"]


def test_it_says_that_beat_lags(client, redis_url):
    _beat(redis_url, beat_age=20)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == ["beat lags"]
    assert answer.json()["checks"]["beat"]["lag_seconds"] >= health.BEAT_LAG_SECONDS


def test_it_does_not_count_a_worker_that_fell_silent(client, redis_url):
    _beat(redis_url, worker_age=40)
    assert client.get("/readyz").json()["checks"]["workers"] == {"ok": False, "reason": "no worker has been heard for 30 s", "count": 0}


def test_it_names_a_silent_redis_and_no_secret(client, settings, tmp_path):
    settings.REDIS_URL = f"unix://:a-secret@{tmp_path}/nobody?db=0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "Redis does not answer" in answer.json()["reasons"][0]
    assert "a-secret" not in answer.content.decode()
    assert django_settings.SECRET_KEY not in answer.content.decode()
