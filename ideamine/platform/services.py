"""Which processes the platform consists of, as command lines. The same ones stand in docker-compose.yml."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True, kw_only=True)
class Service:
    """One process: its name (and log file), its command, what it adds to the environment."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)


def worker(slots: int) -> Service:
    """The process that does the work of agents and tools, `slots` at once."""
    return Service(name="worker", command=(*_celery("worker"), "-n", "work@%h", "-Q", "agent,tool", "-P", "threads", "-c", str(slots), *QUIET))


def control(slots: int) -> Service:
    """The process that runs ticks and steps of the orchestration, so that long work never delays them."""
    return Service(name="control", command=(*_celery("worker"), "-n", "control@%h", "-Q", "control", "-P", "threads", "-c", str(slots), *QUIET))


def beat() -> Service:
    """The process that sends the ticks."""
    return Service(name="beat", command=(*_celery("beat"), "--pidfile="))


def web(host: str, port: int) -> Service:
    """The process that answers HTTP."""
    command = (sys.executable, "-m", "uvicorn", "ideamine.asgi:application", "--host", host, "--port", str(port))
    # Requests run in threads that come and go, so a kept connection would be lost and not reused.
    return Service(
        name="web",
        command=(*command, "--timeout-graceful-shutdown", "3", "--lifespan", "off", "--no-access-log"),
        environment={"CONN_MAX_AGE": "0"},
    )


def _celery(what: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "-A", "ideamine", what, "--loglevel", "INFO")
