"""tool.release.baseline: measures the started release as it is before anybody uses it: latency by endpoint, and the share of errors.

Canary thresholds are computed from these figures, so they hold for the machine on which they were measured.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.running import ServiceFailed, running
from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.quality.statistics import percentile
from phases.sandboxed.release.attempts import UNREACHABLE, Attempt, ToolBroken, attempt
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.rows import RowRefused, Rows
from phases.sandboxed.repository import Repository

ID, VERSION = "tool.release.baseline", "1.0.0"
ROUNDS = 20
SERVER_ERROR = 500


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, requests, endpoints, server_errors, error_share}; `measured` p50_ms, p95_ms, endpoints."""
    return attempt(ctx, ID, VERSION, _measure)


def _measure(ctx: Context, product: Repository) -> Attempt:
    try:
        with running(product.path, ctx.workdir) as service:
            model = ctx.read("DomainModel")
            seen = _requests(Guests(service, model), model)
    except (ServiceFailed, RowRefused, *UNREACHABLE) as error:
        raise ToolBroken(f"nothing could be measured: {error}") from None
    errors = sum(answer.status >= SERVER_ERROR for answer in seen)
    by_endpoint: dict[str, list[float]] = {}
    for answer in seen:
        by_endpoint.setdefault(answer.endpoint, []).append(answer.ms)
    everything = [answer.ms for answer in seen]
    measured = {
        "p50_ms": round(percentile(everything, 50), 3),
        "p95_ms": round(percentile(everything, 95), 3),
        "endpoints": {name: {"p50_ms": round(percentile(ms, 50), 3), "p95_ms": round(percentile(ms, 95), 3)} for name, ms in by_endpoint.items()},
    }
    data = {"requests": len(seen), "endpoints": sorted(by_endpoint), "server_errors": errors, "error_share": errors / len(seen)}
    return Attempt(data=data, measured=measured, command="python -m app, then health, list, page and create in turn")


def _requests(guests: Guests, model: dict[str, Any]) -> list[Answer]:
    """Ask for health, and for list, page and a new row of every resource, one after the other, ROUNDS times."""
    rows = Rows(model, guests)
    for _ in range(ROUNDS):
        guests.main.get("/healthz")
        for resource in rows.resources.values():
            guests.doing(resource.id, "view").get(f"/api/{resource.path}")
            guests.doing(resource.id, "view").get(f"/{resource.path}")
            rows.send(resource)
    return guests.seen
