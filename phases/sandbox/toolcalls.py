"""`tool.call`, `tools.call`: checked against allowlist and budget before, each tool in a sandbox of its own, its report stored by the worker."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from phases.sandbox import protocol
from phases.sandbox.artifacts import Item, Shelf
from phases.sandbox.errors import INVALID_PARAMS, Refused, TimedOut
from phases.sandbox.hosting import HOST_TOOLS, HostCall
from phases.sandbox.lanes import Lane, side_by_side
from phases.sandbox.limits import ARGUMENT_BYTES, CALLS, RESULT_BYTES, TOOL_TIMEOUT_S
from phases.sandbox.tasks import TaskRun
from phases.schemas.registry import may_read
from phases.schemas.validation import InvalidContent, validate_artifact
from runs.errors import TaskError

REPORT_TYPE = "ToolReport"
# a tool whose sandbox was killed from outside is started once more before its report says so
STARTS = 2


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A tool to run: its id, arguments, and what it may read."""

    tool: str
    args: Mapping[str, Any]
    inputs: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a tool's call came to: its report, the report's artifact, and what the tool wrote."""

    report: dict[str, Any]
    stored: Item
    produced: list[Item]


def handlers(run: TaskRun, caller: Shelf) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
    """Return the handlers of `tool.call` and, for several tools at the same time, of `tools.call`, for one task."""

    def serve(asked: list[Asked]) -> list[dict[str, Any]]:
        answers = []
        for done in call(run, asked, failures_are_reports=True):
            for item in [*done.produced, done.stored]:
                caller.admit(item)
            answers.append({"report": done.report, "artifact": done.stored.ref(), "produced": [item.ref() for item in done.produced]})
        return answers

    def one(params: Mapping[str, Any]) -> dict[str, Any]:
        return serve([_asked(run, caller, params)])[0]

    def several(params: Mapping[str, Any]) -> dict[str, Any]:
        wanted = params.get("calls")
        if not isinstance(wanted, list) or not 0 < len(wanted) <= CALLS or not all(isinstance(each, dict) for each in wanted):
            raise Refused(f"tools.call: wanted calls (a list of 1 to {CALLS} objects)", rpc_code=INVALID_PARAMS)
        asked = [_asked(run, caller, each) for each in wanted]
        if len(asked) > 1 and any(each.tool in HOST_TOOLS for each in asked):
            raise Refused("tools.call: a tool that runs in the worker is called alone", rpc_code=INVALID_PARAMS)
        return {"answers": serve(asked)}

    return {"tool.call": one, "tools.call": several}


def _asked(run: TaskRun, caller: Shelf, params: Mapping[str, Any]) -> Asked:
    tool, args = params.get("tool"), params.get("args", {})
    if not isinstance(tool, str) or not isinstance(args, dict) or protocol.size_of(args) > ARGUMENT_BYTES:
        raise Refused(f"tool.call: wanted a tool id and args (an object of at most {ARGUMENT_BYTES} bytes)", rpc_code=INVALID_PARAMS)
    if tool not in run.spec.input.get("tools", ()):
        allowed = ", ".join(sorted(run.spec.input.get("tools", ()))) or "none"
        raise Refused(f"the tool {tool[:80]!r} is not on the allowlist of {run.spec.target}; allowed: {allowed}")
    return Asked(tool=tool, args=args, inputs=caller.chosen(params.get("inputs", [])))


def call(run: TaskRun, asked: Sequence[Asked], *, failures_are_reports: bool) -> list[Done]:
    """Run tools, several of them at the same time; return what came of each, in their order.

    A tool that fails gives a report with outcome `error`, which no gate counts as a pass, or raises TaskError when
    `failures_are_reports` is false. Raises BudgetExceeded before anything runs, LostLease, and TaskError when the caller itself is over.
    """
    calls = [_Call(run, each, failures_are_reports) for each in asked]
    with ExitStack() as held:
        for each in calls:
            held.callback(each.shelf.close)
            charge = held.enter_context(run.work.reservation(tools_minutes=each.timeout_s / 60))
            held.callback(lambda charge=charge, each=each: charge.settle(tools_minutes=each.seconds / 60))
        reports = side_by_side(calls, run.lane)
    return [each.file(*found) for each, found in zip(calls, reports, strict=True)]


class _Call:
    """One call of a tool on its way. Itself it is run in a lane; made and filed it is in the task's thread."""

    def __init__(self, run: TaskRun, asked: Asked, failures_are_reports: bool):
        self.run, self.asked, self.failures_are_reports = run, asked, failures_are_reports
        self.timeout_s = float(run.spec.input.get("tool_timeouts", {}).get(asked.tool, TOOL_TIMEOUT_S))
        self.inputs = [item for item in asked.inputs if may_read(item.type, asked.tool)]
        self.shelf = run.shelf(self.inputs, producer=asked.tool, allowed_types=run.tool_types(asked.tool))
        self.seconds = 0.0

    def __call__(self, lane: Lane) -> tuple[dict[str, Any], Mapping[str, Any]]:
        """Run the tool, a second time if its sandbox was killed from outside; return its report and how it was confined."""
        started, tool = time.monotonic(), self.asked.tool
        deadline = min(self.run.deadline, started + self.timeout_s)
        try:
            for start in range(1, STARTS + 1):
                try:
                    return self._start(deadline, lane)
                except TaskError as error:
                    if error.error_class == "cancelled" or time.monotonic() >= self.run.deadline or not self.failures_are_reports:
                        raise
                    if isinstance(error, TimedOut):
                        return failure_report(tool, f"{tool} did not end within {self.timeout_s:g} s"), {}
                    if error.error_class != "transient" or start == STARTS:
                        return failure_report(tool, str(error)), {}
            raise AssertionError("unreachable: the last start returns or raises")
        finally:
            self.seconds = time.monotonic() - started

    def _start(self, deadline: float, lane: Lane) -> tuple[dict[str, Any], Mapping[str, Any]]:
        tool, args = self.asked.tool, self.asked.args
        if tool in HOST_TOOLS:
            report = _on_host(self.run, tool, args, self.inputs, self.shelf)
            confinement: Mapping[str, Any] = {"backend": "worker", "isolation": "runs in the worker, which has the keys"}
        else:
            report, confinement = self.run.sandbox(tool, kind="tool", shelf=self.shelf, params=args, deadline=deadline, lane=lane)
        check_report(tool, report)
        return report, confinement

    def file(self, report: dict[str, Any], confinement: Mapping[str, Any]) -> Done:
        """Store the report, and write down the provenance of all that the tool made."""
        tool, produced = self.asked.tool, list(self.shelf.made)
        data = json.dumps(report, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        stored = self.shelf.write(REPORT_TYPE, data, name=f"{tool}.json")
        self.run.draft([*produced, stored], source=tool, kind="tool", version=report["version"], inputs=list(self.shelf.read), sandbox=confinement)
        return Done(report=report, stored=stored, produced=produced)


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
