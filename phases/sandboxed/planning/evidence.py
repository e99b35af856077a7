"""What tools of these phases say of themselves, and how guards find what a tool said of the content that stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.context import Context

ABOUT = "about_sha256"


def rule_producer(tool: str, version: str, output: Any) -> dict[str, Any]:
    """Return the producer entry of a tool that is a written rule of ours: it ran in this process, its output is bound by digest."""
    return {"tool": tool, "version": version, "command": f"rule {tool}", "exit_code": 0, "duration_ms": 0, "output_sha256": digest(output)}


def report_about(ctx: Context, tool: str, subject: Any) -> dict[str, Any] | None:
    """Return the newest ToolReport of a tool if it is about `subject` as it stands now; None when there is none, or it is stale."""
    for ref in reversed(ctx.refs("ToolReport")):
        report = ctx.load(ref)
        if report["tool"] == tool:
            return report if report["data"].get(ABOUT) == digest(subject) else None
    return None


def about(subject: Any) -> Mapping[str, str]:
    """Return the entry of a report's `data` that says what it looked at."""
    return {ABOUT: digest(subject)}
