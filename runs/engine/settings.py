"""The engine's clocks and limits. They stand in Django's settings (`ENGINE_…`), so that tests may shrink them in proportion."""

from __future__ import annotations

from django.conf import settings


def lease_seconds() -> float:
    """How long a claim holds without renewal."""
    return settings.ENGINE_LEASE_SECONDS


def renew_seconds() -> float:
    """How often a process renews its leases."""
    return settings.ENGINE_RENEW_SECONDS


def give_up_seconds() -> float:
    """After how long without a renewal a worker stops its work itself; less than the lease."""
    return settings.ENGINE_GIVE_UP_SECONDS


def poll_seconds() -> float:
    """How often an idle worker asks the table when no hint came."""
    return settings.ENGINE_POLL_SECONDS


def unclaimed_seconds() -> float:
    """How long a ready task may stay unclaimed before the relay sends hints again."""
    return settings.ENGINE_UNCLAIMED_SECONDS


def crash_limit() -> int:
    """After how many vanished workers a task is dead."""
    return settings.ENGINE_CRASH_LIMIT


def shutdown_grace_seconds() -> float:
    """How long a worker that is asked to end waits for its work before it gives the rest back."""
    return settings.ENGINE_SHUTDOWN_GRACE_SECONDS
