"""An attempt of a phase whose gate passes: the state that the audit breaks, and the way from rows to a verdict that the product takes."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from phases import evidence, gate
from phases.auditing.bench import Product, run_guard
from phases.contracts.evidence import EvidencePack
from phases.contracts.plans import PhasePlan, Rubric
from phases.gate import GateResult
from phases.inputs import StoredArtifact
from phases.sandboxed.reports import guard_report, rule_metric
from phases.stages import clarify
from phases.stages.rows import TaskRow

ATTEMPT = 2
NOW = datetime(2000, 1, 1, tzinfo=UTC)
Judge = Callable[..., GateResult]
Report = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """The rows of an attempt.

    `bare` is what each guard reports where there is nothing to measure; `owners` metric → who reports it. Where one guard's row was changed,
    `read` holds the others' reports, so that they need not be read anew for each of thousands of faults.
    """

    plan: PhasePlan
    tasks: tuple[TaskRow, ...]
    artifacts: tuple[StoredArtifact, ...]
    grounding: Mapping[str, Any]
    bare: Mapping[str, Report]
    read: tuple[Report, ...] = ()

    @functools.cached_property
    def owners(self) -> dict[str, str]:
        found = {metric: guard for guard, report in self.bare.items() for metric in report["metrics"]}
        return {**found, "grounding": clarify.GUARD, "completeness": evidence.COMPLETENESS}

    @functools.cached_property
    def reports(self) -> list[Report]:
        """What the gate is given, by the function that the handoff stage calls."""
        return [*self.read, *evidence.attempt_reports(self.plan, self.artifacts, self.tasks, self.grounding, attempt=ATTEMPT, newest=self.tasks)]

    def report_of(self, guard: str) -> Report:
        """Return what a guard or a stage reports."""
        return next(report for report in self.reports if report["guard"] == guard)

    def with_rows(self, guard: str, *rows: Mapping[str, Any]) -> Attempt:
        """Return the attempt with these rows for a guard, each told by the columns in which it differs from the one that it has."""
        own = next(task for task in self.tasks if task.target == guard)
        others = tuple(report for report in self.reports if report["guard"] in self.bare and report["guard"] != guard)
        agents = tuple(task for task in self.tasks if task.stage == "dispatch")
        return dataclasses.replace(self, tasks=(*agents, *(dataclasses.replace(own, **row) for row in rows)), read=others)


def baseline(plan: PhasePlan, product: Product) -> Attempt:
    """Return an attempt in which every guard reports a value that meets its rubrics, and everything that is required is there."""
    # nothing but a repository of one file lies before them: what guards report then names their metrics and units
    bare = {guard: report for guard in plan.guards if (report := run_guard(guard, plan.phase, product, ())) is not None}
    tasks = [_task(guard, "guard", result=_met(plan, guard, bare[guard])) for guard in plan.guards if guard in bare]
    tasks += [_task(agent.id, "dispatch", type="agent", result={}) for agent in plan.agents]
    grounding = _report(plan, clarify.GUARD, {"grounding": "ratio"})
    return Attempt(plan=plan, tasks=tuple(tasks), artifacts=tuple(_artifact(plan, type) for type in plan.artifacts), grounding=grounding, bare=bare)


def judge(plan: PhasePlan, reports: Iterable[Mapping[str, Any]], evaluate: Judge = gate.evaluate) -> GateResult:
    """Pack the reports and have the gate judge them, without waivers."""
    pack = evidence.pack((), reports, qav_summary={}, started_at=None, now=NOW, usage={})
    return evaluate(_stored(pack), plan.rubrics, (), NOW)


def _stored(pack: EvidencePack) -> EvidencePack:
    """Return the pack as whoever judges a stored one reads it."""
    return EvidencePack.from_json(pack.as_json())


def passing_value(rubrics: Sequence[Rubric]) -> Any:
    """Return a value that meets the rubrics of one metric: their limit, the lowest of a pair, or true."""
    rubric = rubrics[0]
    return rubric.value[0] if isinstance(rubric.value, tuple) else rubric.value


def _met(plan: PhasePlan, guard: str, bare: Mapping[str, Any]) -> Report:
    return _report(plan, guard, {metric: entry["unit"] for metric, entry in bare["metrics"].items()})


def _report(plan: PhasePlan, guard: str, units: Mapping[str, str]) -> Report:
    asked = {metric: [rubric for rubric in plan.rubrics if rubric.metric == metric] for metric in units}
    values = {metric: passing_value(rubrics) if rubrics else 1 for metric, rubrics in asked.items()}
    metrics = {metric: rule_metric(values[metric], unit, rule=guard, version="1.0.0", over=metric) for metric, unit in units.items()}
    return guard_report(guard, version="1.0.0", metrics=metrics)


def _task(target: str, stage: str, *, type: str = "tool", result: Any) -> TaskRow:
    return TaskRow(id=f"{stage}/{target}", target=target, status="succeeded", stage=stage, attempt=ATTEMPT, type=type, result=result)


def _artifact(plan: PhasePlan, type: str) -> StoredArtifact:
    return StoredArtifact(
        id=type,
        type=type,
        name=f"{type}.json",
        hash="a" * 64,
        media_type="application/json",
        location=type,
        phase=plan.phase,
        attempt=ATTEMPT,
        position=0,
        producer="an agent",
        target="an agent",
        stage="dispatch",
        shard=0,
        task_position=0,
    )
