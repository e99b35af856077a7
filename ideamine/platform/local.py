"""The platform of this machine, put together from the settings; what `up` and `start_run` start."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable

import redis
from django.conf import settings

from ideamine import health
from ideamine.embedded import engines
from ideamine.embedded.errors import EngineUnavailable
from ideamine.platform import services
from ideamine.platform.platform import Platform, running

READY_TIMEOUT_SECONDS = 5


def platform(*, web: tuple[str, int] | None = None, say: Callable[[str], None] = lambda sentence: None) -> Platform:
    """A Platform, not yet started, on the settings' database and Redis; `web` is the host and port to answer on."""
    environment = {"DATABASE_URL": settings.DATABASE_URL, "REDIS_URL": settings.REDIS_URL}
    if settings.EMBEDDED:
        environment["IDEAMINE_EMBEDDED"] = "1"
    return Platform(
        settings.VAR,
        environment,
        shared=[services.control(settings.CONTROL_SLOTS), services.worker(settings.WORKER_SLOTS), services.beat()],
        own=[services.web(*web)] if web else [],
        say=say,
        look_after=_revive_engines if settings.EMBEDDED else lambda: None,
    )


def served_elsewhere(now: float) -> bool:
    """True when workers and beat of other machines are heard, so that this one has to start none; `now` in unix seconds.

    With embedded engines nobody else can be there, and signs of life of a killed platform would mislead for half a minute.
    """
    return not settings.EMBEDDED and not running(settings.VAR) and working(now)


def working(now: float | None = None) -> bool:
    """True when workers and beat are heard, here or elsewhere; `now` in unix seconds, by default the clock's."""
    now = time.time() if now is None else now
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5, socket_connect_timeout=5) as client:
        return health.workers(client, now).ok and health.beat(client, now).ok


def _revive_engines() -> str | None:
    try:
        return "an embedded engine had died and was started again" if engines.revive(settings.VAR) else None
    except EngineUnavailable as error:
        return str(error)


def ready(url: str) -> bool:
    """True when the web process answers that everything is well."""
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=READY_TIMEOUT_SECONDS) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
