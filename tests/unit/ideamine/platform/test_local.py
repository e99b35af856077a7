"""Does anybody work already?"""

from __future__ import annotations

import time

import redis

from ideamine.platform import local
from runs.engine import liveness


def _heard(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        client.set(f"{liveness.PREFIX}:worker:elsewhere:1", int(time.time()))
        client.set(liveness.BEAT_KEY, int(time.time()))


def test_it_is_served_by_the_workers_of_other_machines(redis_url, settings, tmp_path):
    settings.EMBEDDED, settings.VAR = False, tmp_path
    assert not local.served_elsewhere(time.time())
    _heard(redis_url)
    assert local.working()
    assert local.served_elsewhere(time.time())


def test_it_does_not_trust_old_signs_of_life_on_embedded_engines(redis_url, settings, tmp_path):
    settings.EMBEDDED, settings.VAR = True, tmp_path
    _heard(redis_url)
    assert not local.served_elsewhere(time.time())


def test_it_is_not_ready_where_nobody_answers():
    assert local.ready("http://127.0.0.1:9") is False
