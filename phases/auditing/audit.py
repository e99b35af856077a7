"""Runs the audit over the phases of a configuration and says what passed. Called by `manage.py audit_gates` and by tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from phases import gate
from phases.auditing import gate_faults, tool_faults
from phases.auditing.attempts import Attempt, Judge, baseline, judge
from phases.auditing.bench import Product, make_product
from phases.auditing.gate_faults import Fault
from phases.contracts.plans import PhasePlan, Rubric
from phases.gate import MET, NOT_EVALUABLE, GateResult


@dataclass(frozen=True, kw_only=True)
class RubricAudit:
    """How many faults were injected into one rubric's metric, before the gate and before its guard, and which of them passed."""

    rubric: str
    at_gate: int
    at_tools: int
    passes: tuple[str, ...]

    @property
    def injections(self) -> int:
        return self.at_gate + self.at_tools


@dataclass(frozen=True, kw_only=True)
class PhaseAudit:
    """The audit of one phase. `unfit` says why it could not be audited: what ought to pass does not, so that no refusal proves anything."""

    phase: str
    rubrics: tuple[RubricAudit, ...] = ()
    unfit: tuple[str, ...] = ()

    @property
    def injections(self) -> int:
        return sum(rubric.injections for rubric in self.rubrics)

    @property
    def passes(self) -> tuple[str, ...]:
        return tuple(f"{rubric.rubric}: {name}" for rubric in self.rubrics for name in rubric.passes)

    @property
    def holds(self) -> bool:
        return not self.unfit and not self.passes and bool(self.rubrics) and all(rubric.injections for rubric in self.rubrics)

    def as_json(self) -> dict[str, Any]:
        counted = {rubric.rubric: {"at_gate": rubric.at_gate, "at_tools": rubric.at_tools, "passes": list(rubric.passes)} for rubric in self.rubrics}
        return {"phase": self.phase, "injections": self.injections, "passes": len(self.passes), "unfit": list(self.unfit), "rubrics": counted}


def run(plans: Iterable[PhasePlan], *, evaluate: Judge = gate.evaluate) -> Iterator[PhaseAudit]:
    """Audit phase after phase. `evaluate` is the gate; a test puts a lenient one there, to see that the audit can fail."""
    product = make_product()
    for plan in plans:
        yield audit_phase(plan, product, evaluate)


def audit_phase(plan: PhasePlan, product: Product, evaluate: Judge = gate.evaluate) -> PhaseAudit:
    """Inject every fault into every metric of a phase's rubrics, one at a time.

    1. A sound attempt must pass, and each guard over sound tool reports too; else the phase is unfit to be audited.
    2. Each fault in the evidence, and each in a tool's report, must leave its rubric unmet or not evaluable, and the gate shut.
    """
    attempt = baseline(plan, product)
    unfit = tuple(_unfit(attempt, product, evaluate))
    if unfit:
        return PhaseAudit(phase=plan.phase, unfit=unfit)
    return PhaseAudit(phase=plan.phase, rubrics=tuple(_audit_rubric(attempt, rubric, product, evaluate) for rubric in plan.rubrics))


def _unfit(attempt: Attempt, product: Product, evaluate: Judge) -> Iterator[str]:
    plan = attempt.plan
    for guard in plan.guards:
        if guard not in attempt.bare:
            yield f"{guard} gives no report where there is nothing to measure"
    for rubric in plan.rubrics:
        if rubric.metric not in attempt.owners:
            yield f"{rubric.name}: no guard of the phase measures {rubric.metric}"
    yield from _objections("a sound attempt", judge(plan, attempt.reports, evaluate))
    for guard in attempt.bare:
        if tool_faults.figures_of(guard):
            reports = tool_faults.guard_over(attempt, guard, product, tool_faults.sound(plan, guard, product))
            yield from _objections(f"{guard} over sound tool reports", judge(plan, reports, evaluate))


def _objections(what: str, result: GateResult) -> Iterator[str]:
    yield from (f"{what}: {reason}" for reason in result.reasons)


def _audit_rubric(attempt: Attempt, rubric: Rubric, product: Product, evaluate: Judge) -> RubricAudit:
    at_gate = list(gate_faults.faults(attempt, rubric))
    guard = attempt.owners[rubric.metric]
    figures = [figure for figure in tool_faults.figures_of(guard) if figure.metric == rubric.metric] if guard in attempt.bare else []
    at_tools = [fault for figure in figures for fault in tool_faults.faults(attempt, guard, figure, product)]
    passes = tuple(fault.name for fault in (*at_gate, *at_tools) if _passes(attempt.plan, rubric, fault, evaluate))
    return RubricAudit(rubric=rubric.name, at_gate=len(at_gate), at_tools=len(at_tools), passes=passes)


def _passes(plan: PhasePlan, rubric: Rubric, fault: Fault, evaluate: Judge) -> bool:
    """Tell whether the gate let a fault through: it opened, or took the rubric for met. An optional rubric that nobody measured is excused."""
    result = judge(plan, fault.reports, evaluate)
    verdict = next((verdict for verdict in result.verdicts if verdict.rubric.name == rubric.name), None)
    if verdict is None or verdict.outcome == MET:
        return True
    excused = rubric.optional and verdict.outcome == NOT_EVALUABLE and verdict.absent
    return result.pass_ and not excused


def totals(audits: Iterable[PhaseAudit]) -> Mapping[str, Any]:
    """Return the audits as JSON, with their totals."""
    found = list(audits)
    return {
        "phases": [audit.as_json() for audit in found],
        "injections": sum(audit.injections for audit in found),
        "passes": sum(len(audit.passes) for audit in found),
        "holds": bool(found) and all(audit.holds for audit in found),
    }
