"""The engine's clocks and limits, read from Django's settings so that tests may shrink them in proportion."""

from __future__ import annotations

from django.conf import settings


def _number(name: str, default: float) -> float:
    return float(getattr(settings, name, default))


def lease_seconds() -> float:
    """How long a claim holds without renewal."""
    return _number("ENGINE_LEASE_SECONDS", 20)


def renew_seconds() -> float:
    """How often a process renews its leases."""
    return _number("ENGINE_RENEW_SECONDS", 5)


def give_up_seconds() -> float:
    """After how long without a renewal a worker stops its work itself; less than the lease."""
    return _number("ENGINE_GIVE_UP_SECONDS", 15)


def poll_seconds() -> float:
    """How often an idle worker asks the table when no hint came."""
    return _number("ENGINE_POLL_SECONDS", 2)


def unclaimed_seconds() -> float:
    """How long a ready task may stay unclaimed before the relay sends hints again."""
    return _number("ENGINE_UNCLAIMED_SECONDS", 15)


def crash_limit() -> int:
    """How many workers a task may take with it before it is dead."""
    return int(_number("ENGINE_CRASH_LIMIT", 3))


def shutdown_grace_seconds() -> float:
    """How long work in flight may go on after a worker was asked to stop."""
    return _number("ENGINE_SHUTDOWN_GRACE_SECONDS", 20)
