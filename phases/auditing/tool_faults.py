"""What can be wrong with a tool's report that a guard reads a figure from; the real guard reads it, and what it then says goes to the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from phases.auditing import bench
from phases.auditing.attempts import Attempt, Report
from phases.auditing.bench import Placed, Product, run_guard
from phases.auditing.gate_faults import Fault
from phases.auditing.samples import sample
from phases.contracts.plans import PhasePlan
from phases.sandboxed import loading
from phases.sandboxed.figures import Figure

OTHER_COMMIT = "0" * 40
Change = Callable[[Report], Report]


def figures_of(guard: str) -> tuple[Figure, ...]:
    """Return the figures that a guard says it reads from tools' reports."""
    return tuple(getattr(loading.load(guard), "FIGURES", ()))


def guard_over(attempt: Attempt, guard: str, product: Product, placed: Sequence[Placed]) -> list[Report]:
    """Return the attempt's reports with the guard's as it is over these tool reports; what it measures without a tool stays as it was."""
    told = run_guard(guard, attempt.plan.phase, product, placed, contracts=True)
    if told is None:
        return attempt.with_rows(guard, {"status": "dead", "result": None}).reports
    named = {figure.metric for figure in figures_of(guard)}
    read = {name: entry for name, entry in told["metrics"].items() if name in named}
    kept = {name: entry for name, entry in attempt.report_of(guard)["metrics"].items() if name not in named}
    return attempt.with_rows(guard, {"result": {**told, "metrics": {**kept, **read}}}).reports


def sound(plan: PhasePlan, guard: str, product: Product) -> list[Placed]:
    """Return the reports without a fault of all tools that a guard reads figures from."""
    tools = sorted({figure.tool for figure in figures_of(guard)})
    return [Placed(report=sample(tool, product), phase=plan.phase) for tool in tools]


def faults(attempt: Attempt, guard: str, figure: Figure, product: Product) -> Iterator[Fault]:
    """Yield every fault that the report of the figure's tool can have, one at a time."""
    reports = sound(attempt.plan, guard, product)
    others = [placed for placed in reports if placed.report["tool"] != figure.tool]
    right = next(placed for placed in reports if placed.report["tool"] == figure.tool)

    def told(name: str, *placed: Placed) -> Fault:
        return Fault(name=f"{figure.tool}: {name}", reports=guard_over(attempt, guard, product, [*others, *placed]))

    def changed(change: Change) -> Placed:
        return Placed(report=change(right.report), phase=right.phase)

    yield told("it left no report")
    yield told("its report is not what was stored", Placed(report=right.report, phase=right.phase, tampered=True))
    if _of_the_phase(figure):
        yield told("its report is of another phase", Placed(report=right.report, phase="another"))
    for name, change in {**_REPORT_FAULTS, **_figure_faults(figure, right.report)}.items():
        yield told(name, changed(change))
    yield told("its newer report is broken", right, changed(_REPORT_FAULTS["it ended with an error"]))


def _of_the_phase(figure: Figure) -> bool:
    # what is bound to the artifact that it speaks about may have been measured in any phase
    return figure.tool not in bench.about()


def _with(**keys: Any) -> Change:
    return lambda report: {**report, **keys}


def _produced(**keys: Any) -> Change:
    return lambda report: {**report, "producers": [{**producer, **keys} for producer in report["producers"]]}


def _unhashed(report: Report) -> Report:
    return {**report, "producers": [{k: v for k, v in producer.items() if k != "output_sha256"} for producer in report["producers"]]}


def _elsewhere(report: Report) -> Report:
    """About another commit, in every way in which a report says what it is about."""
    data = {**report["data"], "commit": OTHER_COMMIT, **({"about_sha256": "0" * 64} if "about_sha256" in report["data"] else {})}
    return {**report, "data": data, "measured": {**report["measured"], "bundle_sha256": "0" * 64}}


_REPORT_FAULTS: Mapping[str, Change] = {
    "it ended with an error": _with(outcome="error", error="it broke"),
    "it ended in no known way": _with(outcome="fine"),
    "its report has no outcome": lambda report: {key: value for key, value in report.items() if key != "outcome"},
    "it names no producer": _with(producers=[]),
    "its report holds nothing": _with(data={}, measured={}),
    "its producer ended with 1": _produced(exit_code=1),
    "its producer has no version": _produced(version=""),
    "its producer's output has no hash": _unhashed,
    "its producer's output has an empty hash": _produced(output_sha256=""),
    "its report is about another commit": _elsewhere,
}


def _figure_faults(figure: Figure, report: Report) -> dict[str, Change]:
    part = "measured" if figure.named in report["measured"] else "data"

    def put(value: Any) -> Change:
        return lambda report: {**report, part: {**report[part], figure.named: value}}

    truth = isinstance(report[part].get(figure.named), bool)
    values = {"null": None, "NaN": float("nan"), "infinite": float("inf"), "negative": -1, "a text": "0", "empty": "", "a list": [], "an object": {}}
    values |= {"a number": 1, "false": False} if truth else {"a truth": True, "an untruth": False}
    found = {f"{figure.named} is {name}": put(value) for name, value in values.items()}
    found[f"{figure.named} is missing"] = lambda report: {
        **report,
        part: {name: value for name, value in report[part].items() if name != figure.named},
    }
    for pointer in figure.over:
        for name, nothing in {"zero": 0, "an empty list": [], "null": None, "NaN": float("nan"), "a text": "9", "negative": -1}.items():
            found[f"it counted over nothing: {pointer} is {name}"] = _emptied(pointer, nothing)
    return found


def _emptied(pointer: str, nothing: Any) -> Change:
    """Return the change that puts nothing at a place of the report."""
    steps = pointer.removeprefix("/").split("/")

    def change(value: Any, steps: Sequence[str] = steps) -> Any:
        return {**value, steps[0]: change(value[steps[0]], steps[1:])} if steps else nothing

    return change
