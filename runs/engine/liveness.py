"""Signs of life in Redis: each worker process and the beat say that they live; health checks and the relay read it."""

from __future__ import annotations

import os
import socket
import time

import structlog

from ideamine.lib import redis_client

PREFIX = "ideamine:heartbeat"
BEAT_KEY = f"{PREFIX}:beat"
TTL_SECONDS = 30
log = structlog.get_logger(__name__)


def owner() -> str:
    """Return this process's name, as leases carry it: host:pid."""
    return f"{socket.gethostname()}:{os.getpid()}"


def worker_beats(free_slots: int) -> None:
    """Say that this worker process lives and how many slots are free. A silent Redis is logged, no more."""
    _say({f"{PREFIX}:worker:{owner()}": int(time.time()), f"{PREFIX}:slots:{owner()}": free_slots})


def beat_beats() -> None:
    """Say that the ticks run."""
    _say({BEAT_KEY: int(time.time())})


def free_slots() -> int | None:
    """Return the free slots of all living workers together; None when nothing is known."""
    client = redis_client.connection()
    keys = list(client.scan_iter(f"{PREFIX}:slots:*"))
    return sum(int(value) for value in client.mget(keys) if value) if keys else None


def _say(values: dict[str, int]) -> None:
    try:
        pipe = redis_client.connection().pipeline(transaction=False)
        for key, value in values.items():
            pipe.set(key, value, ex=TTL_SECONDS)
        pipe.execute()
    except (redis_client.RedisError, OSError) as error:
        log.warning("no sign of life given", error=str(error))
