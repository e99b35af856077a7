"""Tools that are written rules: run one, time it, and report what it found; find such reports again in a guard."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed import reports
from phases.sandboxed.context import Context


def rule_tool(tool: str, *, version: str, compute: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    """Run `compute` and return a ToolReport with its data; the time that it took (ms) stands in `measured`."""
    started = time.monotonic()
    data = dict(compute())
    elapsed = int((time.monotonic() - started) * 1000)
    producer = {"tool": tool, "version": version, "command": f"rule {tool}", "exit_code": 0, "duration_ms": elapsed, "output_sha256": digest(data)}
    return reports.tool_report(tool, version=version, producers=[producer], data=data, measured={"duration_ms": elapsed})


def newest_report(ctx: Context, tool: str) -> dict[str, Any] | None:
    """Return the newest report of a tool that this task may read, or None."""
    for ref in reversed(ctx.refs("ToolReport")):
        report = ctx.load(ref)
        if report["tool"] == tool:
            return report
    return None
