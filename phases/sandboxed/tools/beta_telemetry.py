"""tool.beta.telemetry: which signals the running release really gives. Known requests are sent, then looked for in what it logged.

No server error can be provoked in a sound product; that signal counts as live when the statuses of other requests are read from the same lines.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.running import ServiceFailed, running
from phases.sandboxed.quality.asking import Answer
from phases.sandboxed.release.attempts import UNREACHABLE, Attempt, ToolBroken, attempt
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.rows import Rows
from phases.sandboxed.release.telemetry import SIGNALS, lines_of
from phases.sandboxed.repository import Repository

ID, VERSION = "tool.beta.telemetry", "1.0.0"
LOG_WAIT_S = 2.0
CLIENT_ERROR, SERVER_ERROR = 400, 500


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, signals: [{id, live, observed}], signals_live, signals_live_share, requests, lines}."""
    return attempt(ctx, ID, VERSION, _observe)


def _observe(ctx: Context, product: Repository) -> Attempt:
    model = ctx.read("DomainModel")
    try:
        with running(product.path, ctx.workdir) as service:
            guests = Guests(service, model)
            health = _send(guests, model)
            sent = [(answer.method, answer.path, answer.status) for answer in guests.seen]
            sent += [("POST", "/api/session", 201)] * service.sign_ins
            wait_for_lines(service.log, len(sent))
        # stopped: whatever it logs stands in the file
        logged = list(lines_of(service.log.read_text(encoding="utf-8", errors="replace")))
    except (ServiceFailed, *UNREACHABLE) as error:
        raise ToolBroken(f"the release cannot be watched: {type(error).__name__}: {error}") from None
    signals = _judge(health, sent, logged)
    live = sum(signal["live"] for signal in signals)
    data = {"signals": signals, "signals_live": live, "signals_live_share": live / len(signals), "requests": len(sent), "lines": len(logged)}
    return Attempt(data=data, measured={"health_ms": round(health.ms, 3)}, command="python -m app, known requests, its access log")


def wait_for_lines(log: Path, wanted: int) -> None:
    """Return once the log has so many access lines, at the latest after LOG_WAIT_S seconds: a line is written after its answer was sent."""
    end = time.monotonic() + LOG_WAIT_S
    while time.monotonic() < end and sum(1 for _ in lines_of(log.read_text(encoding="utf-8", errors="replace"))) < wanted:
        time.sleep(0.005)


def _send(guests: Guests, model: dict[str, Any]) -> Answer:
    """Send requests that succeed, are refused, and find nothing; return the answer of the health check."""
    rows = Rows(model, guests)
    first = next(iter(rows.resources.values()))
    reader, writer = guests.doing(first.id, "view"), guests.doing(first.id, "create")
    health = reader.get("/healthz")
    reader.get(f"/{first.path}")
    rows.send(first)
    writer.send("POST", f"/api/{first.path}", [])
    reader.get(f"/api/{first.path}/999999")
    return health


def _judge(health: Answer, sent: list[tuple[str, str, int]], logged: list[tuple[str, str, int]]) -> list[dict[str, Any]]:
    """Return for each signal whether it is live, and what was observed."""
    alive = health.status == 200 and health.json() == {"status": "ok"}
    found = sorted(sent) == sorted(logged)
    refused = sorted(entry for entry in sent if CLIENT_ERROR <= entry[2] < SERVER_ERROR)
    refused_lines = sorted(entry for entry in logged if CLIENT_ERROR <= entry[2] < SERVER_ERROR)
    failed = [sum(entry[2] >= SERVER_ERROR for entry in entries) for entries in (sent, logged)]
    judged = (
        (alive, f"GET /healthz answered {health.status}"),
        (alive, "the probe was answered and timed"),
        (found, f"{len(logged)} lines for {len(sent)} requests"),
        (bool(refused) and refused == refused_lines, f"{len(refused_lines)} lines for {len(refused)} refused requests"),
        (found and failed[0] == failed[1], f"{failed[1]} lines for {failed[0]} server errors; the status of every other request was read"),
    )
    return [{"id": signal.id, "live": bool(live), "observed": seen} for signal, (live, seen) in zip(SIGNALS, judged, strict=True)]
