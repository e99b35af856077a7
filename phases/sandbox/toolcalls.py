"""`tool.call`: checked against the allowlist and the budget before, run in a sandbox of its own, its report stored by the worker."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from phases.sandbox import protocol
from phases.sandbox.artifacts import Item, Shelf
from phases.sandbox.errors import INVALID_PARAMS, Refused, TimedOut
from phases.sandbox.hosting import HOST_TOOLS, HostCall
from phases.sandbox.limits import ARGUMENT_BYTES, RESULT_BYTES, TOOL_TIMEOUT_S
from phases.sandbox.tasks import TaskRun
from phases.schemas.registry import may_read
from phases.schemas.validation import InvalidContent, validate_artifact
from runs.errors import TaskError

REPORT_TYPE = "ToolReport"
# a tool whose sandbox was killed from outside is started once more before its report says so
STARTS = 2


def handler(run: TaskRun, caller: Shelf) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return the handler of `tool.call` for one task."""

    def serve(params: Mapping[str, Any]) -> dict[str, Any]:
        tool, args = params.get("tool"), params.get("args", {})
        if not isinstance(tool, str) or not isinstance(args, dict) or protocol.size_of(args) > ARGUMENT_BYTES:
            raise Refused(f"tool.call: wanted a tool id and args (an object of at most {ARGUMENT_BYTES} bytes)", rpc_code=INVALID_PARAMS)
        if tool not in run.spec.input.get("tools", ()):
            allowed = ", ".join(sorted(run.spec.input.get("tools", ()))) or "none"
            raise Refused(f"the tool {tool[:80]!r} is not on the allowlist of {run.spec.target}; allowed: {allowed}")
        report, stored, produced = call(run, tool, args, caller.chosen(params.get("inputs", [])), failures_are_reports=True)
        for item in [*produced, stored]:
            caller.admit(item)
        return {"report": report, "artifact": stored.ref(), "produced": [item.ref() for item in produced]}

    return serve


def call(
    run: TaskRun, tool: str, args: Mapping[str, Any], inputs: list[Item], *, failures_are_reports: bool
) -> tuple[dict[str, Any], Item, list[Item]]:
    """Run a tool; return its report, the report's artifact and what the tool wrote.

    A tool that fails gives a report with outcome `error`, which no gate counts as a pass, or raises TaskError when
    `failures_are_reports` is false. Raises BudgetExceeded before anything runs, LostLease, and TaskError when the caller itself is over.
    """
    inputs = [item for item in inputs if may_read(item.type, tool)]
    timeout_s = float(run.spec.input.get("tool_timeouts", {}).get(tool, TOOL_TIMEOUT_S))
    shelf = run.shelf(inputs, producer=tool, allowed_types=run.tool_types(tool))
    started = time.monotonic()
    try:
        with run.work.reservation(tools_minutes=timeout_s / 60) as charge:
            try:
                report, confinement = _report(run, tool, args, inputs, shelf, timeout_s, failures_are_reports)
            finally:
                charge.settle(tools_minutes=(time.monotonic() - started) / 60)
    finally:
        shelf.close()
    produced = list(shelf.made)
    data = json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    stored = shelf.write(REPORT_TYPE, data, name=f"{tool}.json")
    run.draft([*produced, stored], source=tool, kind="tool", version=report["version"], inputs=list(shelf.read), sandbox=confinement)
    return report, stored, produced


def _report(
    run: TaskRun, tool: str, args: Mapping[str, Any], inputs: list[Item], shelf: Shelf, timeout_s: float, failures_are_reports: bool
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    deadline = min(run.deadline, time.monotonic() + timeout_s)
    for start in range(1, STARTS + 1):
        try:
            return _run(run, tool, args, inputs, shelf, deadline)
        except TaskError as error:
            if error.error_class == "cancelled" or time.monotonic() >= run.deadline or not failures_are_reports:
                raise
            if isinstance(error, TimedOut):
                return failure_report(tool, f"{tool} did not end within {timeout_s:g} s"), {}
            if error.error_class != "transient" or start == STARTS:
                return failure_report(tool, str(error)), {}
    raise AssertionError("unreachable: the last start returns or raises")


def _run(
    run: TaskRun, tool: str, args: Mapping[str, Any], inputs: list[Item], shelf: Shelf, deadline: float
) -> tuple[dict[str, Any], Mapping[str, Any]]:
    if tool in HOST_TOOLS:
        report = _on_host(run, tool, args, inputs, shelf)
        confinement: Mapping[str, Any] = {"backend": "worker", "isolation": "runs in the worker, which has the keys"}
    else:
        report, confinement = run.sandbox(tool, kind="tool", shelf=shelf, params=args, deadline=deadline)
    check_report(tool, report)
    return report, confinement


def _on_host(run: TaskRun, tool: str, args: Mapping[str, Any], inputs: list[Item], shelf: Shelf) -> dict[str, Any]:
    asked = HostCall(
        tool=tool,
        inputs=tuple(inputs),
        run_id=run.work.run_id,
        task_id=run.spec.id,
        phase=run.spec.phase,
        store=run.store,
        shelf=shelf,
        signatures=run.signatures,
    )
    try:
        return HOST_TOOLS[tool](args, asked)
    except Refused as error:
        raise TaskError(f"{tool}: {error}", error_class="schema") from error


def check_report(tool: str, report: Mapping[str, Any]) -> None:
    """Refuse what is no ToolReport of this tool. Raises TaskError (schema)."""
    try:
        validate_artifact(REPORT_TYPE, report)
    except InvalidContent as error:
        raise TaskError(f"{tool} gave no valid report: {error}", error_class="schema") from error
    if report["tool"] != tool:
        raise TaskError(f"{tool} gave a report in the name of {report['tool'][:80]!r}", error_class="schema")
    if protocol.size_of(report) > RESULT_BYTES:
        raise TaskError(f"{tool}: the report has more than {RESULT_BYTES} bytes", error_class="schema")


def failure_report(tool: str, error: str) -> dict[str, Any]:
    """Return the worker's own report of a tool that gave none; it carries no producer, so its metrics are not evaluable."""
    return {"tool": tool, "version": "unknown", "outcome": "error", "error": error, "producers": [], "data": {}, "measured": {}, "platform": "worker"}
