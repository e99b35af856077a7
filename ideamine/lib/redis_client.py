"""One Redis connection pool a process; made on first use, so that importing opens nothing."""

from __future__ import annotations

import functools

import redis
from django.conf import settings
from redis import RedisError


@functools.lru_cache(maxsize=4)
def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, decode_responses=True, socket_timeout=5, socket_connect_timeout=2)


__all__ = ["RedisError", "connection"]


def connection() -> redis.Redis:
    """Return the client for the configured Redis (strings in and out). Calls raise redis.RedisError when it is away."""
    return _client(settings.REDIS_URL)
