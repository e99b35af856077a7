"""What can be wrong with the evidence that reaches a gate: with a guard's task, with its report, with one metric of it."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phases.auditing.attempts import ATTEMPT, Attempt, Report
from phases.contracts.plans import Rubric
from phases.sandboxed.reports import guard_report
from phases.stages.clarify import Reading
from qav.grounding import ground
from qav.sources import Sources

Entry = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault in one metric: what it is, and the reports that the gate is given with it."""

    name: str
    reports: list[Report]


def faults(attempt: Attempt, rubric: Rubric) -> Iterator[Fault]:
    """Yield every fault that the rubric's metric can have in this attempt, one at a time."""
    owner = attempt.owners[rubric.metric]
    changes = {**_ENTRY_FAULTS, **{name: _with(value=value) for name, value in _values(rubric, _entry(attempt, owner, rubric)["unit"])}}
    for name, change in changes.items():
        yield Fault(name=f"{name}, in a stored pack", reports=_in_pack(attempt, owner, rubric, change))
        if owner in attempt.bare:
            yield Fault(name=name, reports=_in_row(attempt, owner, rubric, change))
    yield Fault(name="another guard says something else", reports=_contradicted(attempt, owner, rubric))
    if owner in attempt.bare:
        yield from _guard_faults(attempt, owner, rubric)
    elif rubric.metric == "grounding":
        yield from _grounding_faults(attempt)
    else:
        yield from _completeness_faults(attempt)


# -- the task and its report -----------------------------------------------------------------------------------------------


def _guard_faults(attempt: Attempt, guard: str, rubric: Rubric) -> Iterator[Fault]:
    whole = attempt.report_of(guard)
    rows: Mapping[str, dict[str, Any]] = {
        "it died with an exception": {"status": "dead", "result": None},
        "it timed out": {"status": "failed", "result": None, "error": "timed out"},
        "it was cancelled": {"status": "cancelled", "result": None},
        "it died after it had reported": {"status": "dead"},
        "it has not ended": {"status": "running"},
        "its report is of the attempt before": {"attempt": ATTEMPT - 1},
        "it left nothing": {"result": None},
        "its report is empty": {"result": {}},
        "its report is a text": {"result": "pass"},
        "its report has no metrics": {"result": {**whole, "metrics": {}}},
        "its report is in another guard's name": {"result": {**whole, "guard": "guard.other"}},
        "it measured where there was nothing": {"result": _replaced(whole, rubric.metric, attempt.bare[guard]["metrics"][rubric.metric])},
    }
    for name, columns in rows.items():
        yield Fault(name=name, reports=attempt.with_rows(guard, columns).reports)
    # a repeated guard's later report counts, also where the earlier one was better
    again = {"stage": "heal", "result": rows["it measured where there was nothing"]["result"]}
    yield Fault(name="measured once more, it finds nothing", reports=attempt.with_rows(guard, {}, again).reports)


def _contradicted(attempt: Attempt, owner: str, rubric: Rubric) -> list[Report]:
    entry = _entry(attempt, owner, rubric)
    value = entry["value"]
    other = guard_report("guard.other", version="1.0.0", metrics={rubric.metric: {**entry, "value": not value if value is True else value + 1}})
    return [*attempt.reports, other]


def _grounding_faults(attempt: Attempt) -> Iterator[Fault]:
    broken = Reading(phase_id="", attempt=ATTEMPT, result=None, failure="a draft cannot be read")
    silent = Reading(phase_id="", attempt=ATTEMPT, result=ground((), Sources(idea={})))
    for name, reading in (("a draft cannot be read", broken), ("the drafts claim nothing", silent)):
        yield Fault(name=name, reports=dataclasses.replace(attempt, grounding=reading.report).reports)


def _completeness_faults(attempt: Attempt) -> Iterator[Fault]:
    for missing in attempt.plan.artifacts:
        kept = tuple(artifact for artifact in attempt.artifacts if artifact.type != missing)
        yield Fault(name=f"{missing} is missing", reports=dataclasses.replace(attempt, artifacts=kept).reports)
    if attempt.plan.artifacts:
        yield Fault(name="no artifact is there", reports=dataclasses.replace(attempt, artifacts=()).reports)
        return
    # a phase that requires no artifact is as complete as its agents' tasks
    for status in ("failed", "dead", "cancelled"):
        tasks = tuple(dataclasses.replace(task, status=status) if task.stage == "dispatch" else task for task in attempt.tasks)
        yield Fault(name=f"its agents are {status}", reports=dataclasses.replace(attempt, tasks=tasks).reports)


# -- one metric ------------------------------------------------------------------------------------------------------------


def _entry(attempt: Attempt, owner: str, rubric: Rubric) -> Entry:
    return dict(attempt.report_of(owner)["metrics"][rubric.metric])


def _in_row(attempt: Attempt, guard: str, rubric: Rubric, change: Callable[[Entry], Any]) -> list[Report]:
    """Return the attempt's reports with one metric changed in its guard's row, so that it has to get past what reads rows."""
    changed = change(copy.deepcopy(_entry(attempt, guard, rubric)))
    return attempt.with_rows(guard, {"result": _replaced(attempt.report_of(guard), rubric.metric, changed)}).reports


def _in_pack(attempt: Attempt, owner: str, rubric: Rubric, change: Callable[[Entry], Any]) -> list[Report]:
    """Return the attempt's reports with one metric changed where only the gate still looks."""
    changed = change(copy.deepcopy(_entry(attempt, owner, rubric)))
    return [_replaced(report, rubric.metric, changed) if report["guard"] == owner else report for report in attempt.reports]


def _replaced(report: Mapping[str, Any], metric: str, entry: Any) -> Report:
    """Return a report with another entry for a metric; without it for None."""
    others = {name: kept for name, kept in report["metrics"].items() if name != metric}
    return {**report, "metrics": others if entry is None else {**others, metric: entry}}


def _without(key: str) -> Callable[[Entry], Any]:
    return lambda entry: {name: value for name, value in entry.items() if name != key}


def _with(**keys: Any) -> Callable[[Entry], Any]:
    return lambda entry: {**entry, **keys}


def _produced(**keys: Any) -> Callable[[Entry], Any]:
    return lambda entry: {**entry, "producer": {**entry["producer"], **keys}}


def _produced_without(key: str) -> Callable[[Entry], Any]:
    return lambda entry: {**entry, "producer": {name: value for name, value in entry["producer"].items() if name != key}}


_ENTRY_FAULTS: Mapping[str, Callable[[Entry], Any]] = {
    "the metric is missing": lambda entry: None,
    "the metric is empty": lambda entry: {},
    "the metric is its bare value": lambda entry: entry["value"],
    "it has no value": _without("value"),
    "it has no producer": _without("producer"),
    "its producer is null": _with(producer=None),
    "its producer is empty": _with(producer={}),
    **{f"its producer has no {key}": _produced_without(key) for key in ("tool", "version", "command", "exit_code")},
    **{f"its producer's {key} is empty": _produced(**{key: ""}) for key in ("tool", "version", "command", "exit_code")},
    "its producer ended with 1": _produced(exit_code=1),
    "its producer was killed": _produced(exit_code=-9),
    "its producer's exit code is null": _produced(exit_code=None),
    "its producer's exit code is a truth": _produced(exit_code=False),
    "its output has no hash": _without("output_sha256"),
    "its output's hash is null": _with(output_sha256=None),
    "its output's hash is empty": _with(output_sha256=""),
    "its output's hash is cut": _with(output_sha256="a" * 63),
    "its output's hash is no hash": _with(output_sha256="g" * 64),
}


def _values(rubric: Rubric, unit: str) -> Iterator[tuple[str, Any]]:
    """Yield values that no metric of this rubric may have."""
    yield from (("it is null", None), ("it is NaN", float("nan")), ("it is infinite", float("inf")), ("it is minus infinite", float("-inf")))
    yield from (("it is negative", -1), ("it is an empty text", ""), ("it is a text", "0"), ("it is the text true", "true"))
    yield from (("it is an empty list", []), ("it is a list", [1]), ("it is an empty object", {}), ("it is an object", {"value": 1}))
    if rubric.kind == "required":
        yield from (("it is false", False), ("it is 1", 1), ("it is 0", 0), ("it is 1.0", 1.0))
        return
    yield from (("it is true", True), ("it is false", False))
    if rubric.kind == "count":
        yield "it is no whole number", 3.5
    if unit in ("share", "ratio", "percent"):
        yield "it is more than the whole", 101
    yield "it misses the limit", _missing(rubric)


def _missing(rubric: Rubric) -> Any:
    lowest, highest = rubric.value if isinstance(rubric.value, tuple) else (rubric.value, rubric.value)
    return highest + 1 if rubric.kind != "min" else max(0, lowest - 1) if lowest >= 1 else lowest / 2
