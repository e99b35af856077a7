"""/healthz says that the process answers, /readyz that it can do its work. Neither needs an account, neither tells a secret."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import redis
from django.conf import settings
from django.db import DatabaseError, connections
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from runs.engine import liveness

WORKER_HEARTBEATS = f"{liveness.PREFIX}:worker:*"
REDIS_TIMEOUT_SECONDS = 2
WORKER_SILENCE_SECONDS = 30
BEAT_LAG_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One part of readiness: whether it is well, what was measured, and the reason when it is not."""

    ok: bool
    reason: str = ""
    measured: dict | None = None

    def as_json(self) -> dict:
        """The finding as it stands in the answer."""
        return {"ok": self.ok, **({"reason": self.reason} if self.reason else {}), **(self.measured or {})}


def database() -> Finding:
    """PostgreSQL answers a query."""
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except DatabaseError as error:
        return Finding(ok=False, reason=f"the database does not answer ({type(error).__name__})")
    return Finding(ok=True)


def redis_server(client: redis.Redis) -> Finding:
    """Redis answers."""
    try:
        client.ping()
    except redis.RedisError as error:
        return Finding(ok=False, reason=f"Redis does not answer ({type(error).__name__})")
    return Finding(ok=True)


def workers(client: redis.Redis, now: float) -> Finding:
    """At least one worker has been heard within the last 30 s."""
    try:
        beats = client.mget(list(client.scan_iter(WORKER_HEARTBEATS, count=500)) or [WORKER_HEARTBEATS])
    except redis.RedisError:
        return Finding(ok=False, reason="workers are not known while Redis is silent")
    count = sum(1 for beat in beats if beat is not None and now - float(beat) <= WORKER_SILENCE_SECONDS)
    return Finding(ok=count > 0, reason="" if count else "no worker has been heard for 30 s", measured={"count": count})


def beat(client: redis.Redis, now: float) -> Finding:
    """The last tick of beat that was run is not older than 10 s."""
    try:
        last = client.get(liveness.BEAT_KEY)
    except redis.RedisError:
        return Finding(ok=False, reason="beat is not known while Redis is silent")
    if last is None:
        return Finding(ok=False, reason="beat has not been heard for 30 s")
    lag = max(0.0, now - float(last))
    return Finding(ok=lag <= BEAT_LAG_SECONDS, reason="" if lag <= BEAT_LAG_SECONDS else "beat lags", measured={"lag_seconds": round(lag, 1)})


def findings(client: redis.Redis, now: float) -> dict[str, Finding]:
    """Every part of readiness by its name; `now` in unix seconds."""
    parts: dict[str, Callable[[], Finding]] = {
        "database": database,
        "redis": lambda: redis_server(client),
        "workers": lambda: workers(client, now),
        "beat": lambda: beat(client, now),
    }
    return {name: measure() for name, measure in parts.items()}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, Redis, workers and beat are well, else 503 with the reasons."""
    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT_SECONDS, socket_connect_timeout=REDIS_TIMEOUT_SECONDS)
    with client:
        found = findings(client, time.time())
    ready = all(finding.ok for finding in found.values())
    body = {
        "status": "ready" if ready else "not ready",
        "reasons": [finding.reason for finding in found.values() if not finding.ok],
        "checks": {name: finding.as_json() for name, finding in found.items()},
    }
    return JsonResponse(body, status=200 if ready else 503)
