"""Figures over measured times: percentiles by nearest rank, in ms with one decimal. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence

PERCENTILES = (50, 95, 99)


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` percent of the values do not exceed. Raises ValueError without values."""
    if not values:
        raise ValueError("there is no value to take a percentile of")
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)]


def summary(times_ms: Sequence[float]) -> dict[str, float | int]:
    """Return {requests, p50_ms, p95_ms, p99_ms, max_ms} of measured times."""
    figures = {f"p{share}_ms": round(percentile(times_ms, share), 1) for share in PERCENTILES}
    return {"requests": len(times_ms), **figures, "max_ms": round(max(times_ms), 1)}
