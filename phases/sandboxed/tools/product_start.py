"""tool.product.start: starts the newest product as its README says, and asks it for health, contract and every list page."""

from __future__ import annotations

import http.client
import json
import platform
import time
from typing import Any
from urllib.parse import urlsplit

from ideamine.lib.canonical import digest
from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.product.running import ServiceFailed, running
from phases.sandboxed.reports import tool_report

TOOL, VERSION = "tool.product.start", "1.0.0"
TIMEOUT_S = 10


def run(ctx: Context) -> dict[str, Any]:
    """Return a ToolReport: `data` {commit, tree, starts, answers: [{path, status}], wrong}; `measured` start_ms."""
    product = repository.checkout(ctx)
    identity = {"commit": product.head, "tree": product.tree}
    started = time.monotonic()
    try:
        with running(product.path, ctx.workdir) as service:
            start_ms = int((time.monotonic() - started) * 1000)
            answers = _visit(service.url)
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


def _visit(url: str) -> list[dict[str, Any]]:
    """Ask for health and contract, then for the list of every resource that the contract names, as REST and as page."""
    _, health = _get(url, "/healthz")
    body, described = _get(url, "/openapi.json")
    answers = [health, described]
    lists = sorted(path for path, item in json.loads(body)["paths"].items() if path.startswith("/api/") and path.count("/") == 2 and "get" in item)
    for path in lists:
        answers += [_get(url, path)[1], _get(url, path.removeprefix("/api"))[1]]
    return [*answers, _get(url, "/")[1], _get(url, "/static/style.css")[1]]


def _get(url: str, path: str) -> tuple[bytes, dict[str, Any]]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=TIMEOUT_S)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.read(), {"path": path, "status": response.status}
    finally:
        connection.close()
