"""How a tool of these phases tries the product: what a broken product answers is a finding, what breaks the tool is an error."""

from __future__ import annotations

import http.client
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed import repository
from phases.sandboxed.context import Context
from phases.sandboxed.reports import tool_report

# the product's own failing, as its visitor meets it
UNREACHABLE = (OSError, http.client.HTTPException)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """What was found: `data` alike for equal products, `measured` not."""

    data: Mapping[str, Any]
    measured: Mapping[str, Any]
    command: str


class ToolBroken(RuntimeError):
    """The tool cannot say anything about the product; the message says why."""


def attempt(ctx: Context, tool: str, version: str, work: Callable[[Context, repository.Repository], Attempt]) -> dict[str, Any]:
    """Check the newest product out, do `work` on it, and return the ToolReport with its commit and tree. Raises MissingInput."""
    product = repository.checkout(ctx)
    identity = {"commit": product.head, "tree": product.tree}
    started = time.monotonic()
    try:
        done = work(ctx, product)
    except (ToolBroken, ValueError, KeyError, repository.GitFailed) as error:
        return tool_report(tool, version=version, producers=[], data=identity, outcome="error", error=f"{type(error).__name__}: {error}")
    elapsed = int((time.monotonic() - started) * 1000)
    producer = {
        "tool": "python",
        "version": platform.python_version(),
        "command": done.command,
        "exit_code": 0,
        "duration_ms": elapsed,
        "output_sha256": digest(done.data),
    }
    return tool_report(
        tool, version=version, producers=[producer], data={**identity, **done.data}, measured={"duration_ms": elapsed, **done.measured}
    )


def check(name: str, passed: bool, detail: str) -> dict[str, Any]:
    """Return one thing that was tried: what, whether it went well, and what was seen."""
    return {"check": name, "passed": bool(passed), "detail": detail}
