"""Guard reports and tool reports: how executed work says what it measured and what produced it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from typing import Any

from ideamine.lib.canonical import digest
from phases.sandboxed.figures import Figure, empty


def metric(value: float | int | bool | None, unit: str, producer: Mapping[str, Any], output_sha256: str) -> dict[str, Any]:
    """Return one metric of a guard report. `value` None means that it could not be measured: not evaluable."""
    return {"value": value, "unit": unit, "producer": dict(producer), "output_sha256": output_sha256}


def rule_metric(value: float | int | bool | None, unit: str, *, rule: str, version: str, over: Any) -> dict[str, Any]:
    """Return a metric that a written rule computed; `over` is what it looked at, and is bound by its digest."""
    producer = {"tool": rule, "version": version, "command": f"rule {rule}", "exit_code": 0, "duration_ms": 0}
    return metric(value, unit, producer, digest(over))


def tool_metric(report: Mapping[str, Any] | None, figure: Figure) -> dict[str, Any]:
    """Return a metric read from a ToolReport's `data` or `measured`.

    Not evaluable when the tool failed or is silent, and when it counted over nothing.
    """
    if report is None or report.get("outcome") != "ok" or not report.get("producers"):
        missing = {"tool": report["tool"] if report else "none", "version": "unknown", "command": "none", "exit_code": -1, "duration_ms": 0}
        return metric(None, figure.unit, missing, digest(report.get("error") if report else None))
    producer = report["producers"][-1]
    value = {**report.get("data", {}), **report.get("measured", {})}.get(figure.named)
    number = value if isinstance(value, (int, float)) else None
    if number is not None and empty(report, figure.over) and not (figure.stands_alone and number > 0):
        number = None
    return metric(number, figure.unit, {k: v for k, v in producer.items() if k != "output_sha256"}, producer["output_sha256"])


def guard_report(guard: str, *, version: str, metrics: Mapping[str, Mapping[str, Any]], findings: Iterable[Mapping[str, Any]] = ()) -> dict[str, Any]:
    """Return a GuardReport. The verdict is `not_evaluable` if any metric has no value, else `fail` with findings, else `pass`.

    A finding has `severity` (critical|high|medium|low|info), `message`, and where known `artifact`, `pointer`, `fix`.
    """
    found = [dict(finding) for finding in findings]
    if not metrics or any(entry["value"] is None for entry in metrics.values()):
        verdict = "not_evaluable"
    else:
        verdict = "fail" if any(f.get("severity") in ("critical", "high", "medium") for f in found) else "pass"
    return {"guard": guard, "version": version, "verdict": verdict, "metrics": {k: dict(v) for k, v in sorted(metrics.items())}, "findings": found}


def tool_report(
    tool: str,
    *,
    version: str,
    producers: Iterable[Mapping[str, Any]],
    data: Mapping[str, Any],
    measured: Mapping[str, Any] | None = None,
    outcome: str = "ok",
    error: str = "",
) -> dict[str, Any]:
    """Return a ToolReport: `data` is the same for the same input, `measured` (times, loads) is not.

    `outcome` is `ok` only when the tool ran to its end and its output could be read; findings are no error.
    """
    return {
        "tool": tool,
        "version": version,
        "outcome": outcome,
        "error": error,
        "producers": [dict(p) for p in producers],
        "data": dict(data),
        "measured": dict(measured or {}),
        "platform": f"python {sys.version.split()[0]}",
    }
