"""A container's health check."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

import pytest
import redis

from ideamine.platform import probe
from runs.engine import liveness


def _probe(what, **environment):
    return subprocess.run(
        [sys.executable, "-m", "ideamine.platform.probe", what], env={**os.environ, **environment}, capture_output=True, check=False
    ).returncode


def test_it_knows_the_keys_that_workers_write():
    assert probe.PREFIX == liveness.PREFIX
    assert f"{probe.PREFIX}:beat" == liveness.BEAT_KEY


def test_it_is_well_while_this_hosts_worker_is_heard(redis_url):
    with redis.Redis.from_url(redis_url) as client:
        client.set(f"{liveness.PREFIX}:worker:elsewhere:1", int(time.time()))
        assert _probe("worker", REDIS_URL=redis_url) == 1
        client.set(f"{liveness.PREFIX}:worker:{socket.gethostname()}:1", int(time.time()))
        assert _probe("worker", REDIS_URL=redis_url) == 0


@pytest.mark.parametrize(("age", "code"), [(0, 0), (40, 1)])
def test_it_hears_beat(redis_url, age, code):
    with redis.Redis.from_url(redis_url) as client:
        client.set(liveness.BEAT_KEY, int(time.time()) - age)
    assert _probe("beat", REDIS_URL=redis_url) == code


def test_it_is_not_well_when_redis_is_silent(tmp_path):
    assert _probe("beat", REDIS_URL=f"unix://{tmp_path}/nobody") == 1


@pytest.mark.parametrize(("what", "environment"), [("moon", {}), ("beat", {"REDIS_URL": ""})])
def test_it_refuses_what_it_cannot_ask(what, environment):
    assert _probe(what, **environment) == 2
