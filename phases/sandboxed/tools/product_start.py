"""tool.product.start: starts the newest product as its README says, and asks it for health, contract and every list page."""

from __future__ import annotations

import http.client
import platform
import time
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.running import Service, ServiceFailed, running
from phases.sandboxed.quality.asking import Answer, Client
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.product.start", "1.0.0"
FORBIDDEN = 403


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, starts, answers: [{path, status}], wrong}; `measured` start_ms."""
    product = repository.checkout(ctx)
    identity = {"commit": product.head, "tree": product.tree}
    started = time.monotonic()
    try:
        with running(product.path, ctx.workdir) as service:
            start_ms = int((time.monotonic() - started) * 1000)
            answers = _visit(service)
            command = service.command
    except (ServiceFailed, OSError, http.client.HTTPException, ValueError) as error:
        return tool_report(TOOL, version=VERSION, producers=[], data=identity, outcome="error", error=f"{type(error).__name__}: {error}")
    wrong = [answer for answer in answers if answer["status"] != 200]
    data = {**identity, "starts": not wrong, "answers": answers, "wrong": len(wrong)}
    elapsed = int((time.monotonic() - started) * 1000)
    producer = {
        "tool": "python",
        "version": platform.python_version(),
        "command": command,
        "exit_code": 0,
        "duration_ms": elapsed,
        "output_sha256": digest(answers),
    }
    return tool_report(TOOL, version=VERSION, producers=[producer], data=data, measured={"start_ms": start_ms})


def _visit(service: Service) -> list[dict[str, Any]]:
    """Ask for health and contract, then for the list of every resource that the contract names, as REST and as page."""
    stranger = Client(service.url)
    clients = [Client(service.url, token=service.sign_in(role)) for role in service.accounts] or [stranger]
    health, described = stranger.get("/healthz"), stranger.get("/openapi.json")
    answers = [health, described]
    lists = sorted(path for path, item in described.json()["paths"].items() if path.startswith("/api/") and path.count("/") == 2 and "get" in item)
    answers += [_allowed(clients, shown) for path in lists for shown in (path, path.removeprefix("/api"))]
    answers += [clients[0].get("/"), stranger.get("/static/style.css"), stranger.get("/sign-in")]
    return [{"path": answer.path, "status": answer.status} for answer in answers]


def _allowed(clients: list[Client], path: str) -> Answer:
    """Return what the first client gets that may see this, else what the last one gets."""
    answer = clients[0].get(path)
    for client in clients[1:]:
        if answer.status != FORBIDDEN:
            break
        answer = client.get(path)
    return answer
