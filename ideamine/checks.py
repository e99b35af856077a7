"""System checks with an id and a hint: Python, var/, PostgreSQL, Redis."""

from __future__ import annotations

import os
import sys

import redis
from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connections

OLDEST_PYTHON, FIRST_TOO_NEW_PYTHON = (3, 11), (3, 13)
OLDEST_POSTGRES = 14
OLDEST_REDIS = (6, 2)


def python_errors(version: tuple[int, ...]) -> list[Error]:
    """An error when this Python is not 3.11 or 3.12."""
    if OLDEST_PYTHON <= tuple(version[:2]) < FIRST_TOO_NEW_PYTHON:
        return []
    found = ".".join(str(part) for part in version[:2])
    return [
        Error(f"Python {found} is not supported.", hint="Use Python 3.11 or 3.12: the embedded Redis has no build for others.", id="ideamine.E001")
    ]


def postgres_errors(server_version: int) -> list[Error]:
    """An error when the server, by its `server_version_num`, is older than PostgreSQL 14."""
    if server_version >= OLDEST_POSTGRES * 10000:
        return []
    return [
        Error(
            f"PostgreSQL {server_version // 10000} is too old.",
            hint=f"Point DATABASE_URL to PostgreSQL {OLDEST_POSTGRES} or newer.",
            id="ideamine.E003",
        )
    ]


def redis_errors(server_version: str) -> list[Error]:
    """An error when the server is older than Redis 6.2."""
    if tuple(int(part) for part in server_version.split(".")[:2]) >= OLDEST_REDIS:
        return []
    return [Error(f"Redis {server_version} is too old.", hint="Point REDIS_URL to Redis 6.2 or newer.", id="ideamine.E005")]


@register(Tags.compatibility)
def check_python(**_: object) -> list[Error]:
    """Python 3.11 or 3.12."""
    return python_errors(sys.version_info)


@register(Tags.files)
def check_var(**_: object) -> list[Error]:
    """`var/` can be written."""
    try:
        settings.VAR.mkdir(parents=True, exist_ok=True)
        writable = os.access(settings.VAR, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if writable:
        return []
    return [Error(f"{settings.VAR} cannot be written.", hint="Set IDEAMINE_VAR to a folder that you own.", id="ideamine.E002")]


@register(Tags.database)
def check_postgres(databases: list[str] | None = None, **_: object) -> list[Error]:
    """PostgreSQL answers and is new enough; asked only where a command names its databases, as `migrate` does."""
    if not databases:
        return []
    try:
        return postgres_errors(connections["default"].pg_version)
    except DatabaseError as error:
        # Django itself refuses a server older than 14 while it connects.
        return [Error(f"PostgreSQL cannot be used: {error}", hint="Start it, or let DATABASE_URL name PostgreSQL 14 or newer.", id="ideamine.E004")]


@register(Tags.database)
def check_redis(databases: list[str] | None = None, **_: object) -> list[Error]:
    """Redis answers and is new enough; asked together with PostgreSQL."""
    if not databases:
        return []
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5) as client:
            return redis_errors(client.info("server")["redis_version"])
    except redis.RedisError as error:
        return [Error(f"Redis does not answer: {error}", hint="Start it, or mend REDIS_URL.", id="ideamine.E006")]
