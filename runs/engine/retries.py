"""Retry policy (the spec's `RetryPolicyEngine`): a pure decision by class of error; the wait is a row in `timers`.

Backoff is exponential with full jitter (M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015):
uniform between 0 and min(cap, base · 2^n). The jitter is drawn from a seed, so that a decision can be repeated.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

BASE_SECONDS = 1.0
CAP_SECONDS = 60.0
MAX_ATTEMPTS = 5
PARK_SECONDS = 15.0


@dataclass(frozen=True, kw_only=True)
class RetryDecision:
    """What follows a failed attempt: `action` is retry | park | fail | dead; `counts` is 1 if an attempt was used."""

    action: str
    reason: str
    delay_s: float = 0.0
    counts: int = 0

    @property
    def again(self) -> bool:
        return self.action in ("retry", "park")


def backoff_seconds(retries: int, *, seed: str, base_s: float = BASE_SECONDS, cap_s: float = CAP_SECONDS) -> float:
    """Return the wait before retry number `retries` + 1, in seconds: full jitter below min(cap, base · 2^retries)."""
    return random.Random(seed).uniform(0, min(cap_s, base_s * 2**retries))


def decide(*, error_class: str, retries: int, max_attempts: int = MAX_ATTEMPTS, retry_after_s: float | None = None, seed: str = "") -> RetryDecision:
    """Decide what follows an attempt that failed with `error_class` after `retries` earlier retries.

    transient: backoff, `max_attempts` retries, then dead. throttled: what the server asked for, else backoff. schema: once,
    at once. tool_down: backoff, the next tool of the ladder being the executor's choice. dependency_down: parked, no
    attempt used. fatal and cancelled: failed. Raises KeyError for an unknown class.
    """
    if error_class in ("fatal", "cancelled"):
        return RetryDecision(action="fail", reason=error_class)
    if error_class == "dependency_down":
        return RetryDecision(action="park", reason="dependency down", delay_s=retry_after_s or PARK_SECONDS)
    limit = {"transient": max_attempts, "throttled": max_attempts, "tool_down": max_attempts, "schema": 1}[error_class]
    if retries >= limit:
        return RetryDecision(action="fail" if error_class == "schema" else "dead", reason=f"{error_class}: {limit} retries used")
    if error_class == "schema":
        return RetryDecision(action="retry", reason="repair", counts=1)
    delay = retry_after_s if error_class == "throttled" and retry_after_s is not None else backoff_seconds(retries, seed=seed)
    return RetryDecision(action="retry", reason=error_class, delay_s=delay, counts=1)
