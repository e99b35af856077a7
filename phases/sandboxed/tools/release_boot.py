"""tool.release.boot: unpacks the release in an empty folder, starts it from there alone, and asks for health, contract, a page and a new row.

Nothing of ours is on the product's import path. A product that does not start is a finding (`boots` false), not a broken tool.
"""

from __future__ import annotations

import time
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.product.running import ServiceFailed, running
from phases.sandboxed.release.attempts import UNREACHABLE, Attempt, attempt, check
from phases.sandboxed.release.guests import Guests
from phases.sandboxed.release.rows import RowRefused, Rows
from phases.sandboxed.repository import Repository

ID, VERSION = "tool.release.boot", "1.0.0"


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, boots, checks: [{check, passed, detail}], checks_passed}; `measured` start_ms."""
    return attempt(ctx, ID, VERSION, _boot)


def _boot(ctx: Context, product: Repository) -> Attempt:
    folder = ctx.workdir / "empty"
    folder.mkdir()
    model = ctx.read("DomainModel")
    checks: list[dict[str, Any]] = []
    started, start_ms = time.monotonic(), None
    try:
        with running(product.path, folder) as service:
            start_ms = int((time.monotonic() - started) * 1000)
            checks.append(check("start", True, "it printed its address"))
            checks += _visits(Guests(service, model), model)
    except ServiceFailed as error:
        checks.append(check("start", False, _last_line(str(error))))
    except (*UNREACHABLE, RowRefused) as error:
        checks.append(check("answers", False, f"{type(error).__name__}: {error}"))
    passed = sum(entry["passed"] for entry in checks)
    data = {"boots": passed == len(checks) and len(checks) > 1, "checks": checks, "checks_passed": passed}
    return Attempt(data=data, measured={"start_ms": start_ms}, command="python -m app --host 127.0.0.1 --port 0 --database FILE")


def _visits(guests: Guests, model: dict[str, Any]) -> list[dict[str, Any]]:
    health, contract = guests.main.ask("GET", "/healthz"), guests.main.ask("GET", "/openapi.json")
    rows = Rows(model, guests)
    first = next(iter(rows.resources.values()))
    page, made = guests.doing(first.id, "view").ask("GET", f"/{first.path}"), rows.send(first)
    paths = contract.json().get("paths", {}) if contract.status == 200 else {}
    return [
        check("health", health.status == 200 and b'"ok"' in health.body, f"GET /healthz {health.status}"),
        check("contract", f"/api/{first.path}" in paths, f"GET /openapi.json {contract.status}, {len(paths)} paths"),
        check("page", page.status == 200 and page.headers.get("content-type", "").startswith("text/html"), f"GET /{first.path} {page.status}"),
        check("create", made.status == 201, f"POST /api/{first.path} {made.status}"),
    ]


def _last_line(said: str) -> str:
    """Return the last line of what the product printed, which names no path that differs from run to run."""
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), said)[:300]
