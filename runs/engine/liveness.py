"""Signs of life in Redis: each worker process and the beat say that they live; health checks, hints and the relay read it."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterable

import redis
import structlog

from ideamine.lib import redis_client

PREFIX = "ideamine:heartbeat"
BEAT_KEY = f"{PREFIX}:beat"
TTL_SECONDS = 30
log = structlog.get_logger(__name__)


def owner() -> str:
    """Return this process's name, as leases carry it: host:pid."""
    return f"{socket.gethostname()}:{os.getpid()}"


def worker_beats(queues: Iterable[str], free_slots: int) -> None:
    """Say that this worker process lives and how many of its slots are free for these queues. A silent Redis is logged, no more."""
    moment = int(time.time())
    pipe = redis_client.connection().pipeline(transaction=False)
    pipe.set(f"{PREFIX}:worker:{owner()}", moment, ex=TTL_SECONDS)
    for queue in queues:
        pipe.hset(_slots_key(queue), owner(), f"{free_slots} {moment}")
    _say(pipe)


def beat_beats() -> None:
    """Say that the ticks run."""
    pipe = redis_client.connection().pipeline(transaction=False)
    pipe.set(BEAT_KEY, int(time.time()), ex=TTL_SECONDS)
    _say(pipe)


def free_slots(queue: str) -> dict[str, int]:
    """Return the free slots of each living worker process of a queue, by its name. Raises redis.RedisError."""
    client = redis_client.connection()
    said = {name: tuple(map(int, text.split())) for name, text in client.hgetall(_slots_key(queue)).items()}
    silent = [name for name, (_, moment) in said.items() if time.time() - moment > TTL_SECONDS]
    if silent:
        client.hdel(_slots_key(queue), *silent)
    return {name: free for name, (free, _) in said.items() if name not in silent}


def _slots_key(queue: str) -> str:
    return f"{PREFIX}:slots:{queue}"


def _say(pipe: redis.client.Pipeline) -> None:
    try:
        pipe.execute()
    except (redis_client.RedisError, OSError) as error:
        log.warning("no sign of life given", error=str(error))
