"""A phase on a bench, without the engine: its own agents, guards and rubrics from `config/`, judged by the real gate.

What the coordinator measures itself (grounding, completeness) is left out: nothing here stands in for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from phases import gate
from phases.configuration import load_configuration
from phases.contracts.evidence import EvidencePack
from phases.contracts.plans import PhasePlan
from phases.planning import create_run_plan
from phases.sandboxed.security.findings import WEIGHTY
from tests.support.workbench import Workbench

CONFIG = Path(__file__).resolve().parents[2] / "config"
NOBODY = "no guard"
BY_THE_COORDINATOR = frozenset({"grounding", "completeness"})


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a gate says: the rubrics that stand in the way, as `guard: rubric`, and the findings that no further attempt could heal.

    `reasons` are the gate's own for these rubrics, and the weighty findings of their guards.
    """

    rubrics: tuple[str, ...]
    final: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@cache
def plan_of(phase: str) -> PhasePlan:
    """Return the plan of a phase as a run would have it."""
    plans = create_run_plan("evaluation", load_configuration(CONFIG)).phase_plans
    return next(plan for plan in plans if plan.phase == phase)


def work(bench: Workbench, phase: str) -> None:
    """Run the agents of a phase, and its aggregator, in the order of its plan."""
    plan = plan_of(phase)
    for agent in [*plan.agents, *([plan.aggregator] if plan.aggregator else [])]:
        bench.run(agent.id, phase=phase)


def judged(bench: Workbench, phase: str) -> Judgement:
    """Have a phase done and judged by all its guards and rubrics."""
    work(bench, phase)
    return _judgement(bench, phase, plan_of(phase).guards)


def judged_by(bench: Workbench, phase: str, guard: str, agents: Iterable[str]) -> Judgement:
    """Have agents work and one guard judge, by the rubrics that it measures: where one of them is unmet, the whole gate does not open either."""
    for agent in agents:
        bench.run(agent, phase=phase)
    found = _judgement(bench, phase, [guard])
    return replace(found, rubrics=tuple(entry for entry in found.rubrics if entry.startswith(f"{guard}: ")))


def _judgement(bench: Workbench, phase: str, guards: Iterable[str]) -> Judgement:
    reports = tuple(bench.run(guard, phase=phase) for guard in guards)
    rubrics = [rubric for rubric in plan_of(phase).rubrics if rubric.metric not in BY_THE_COORDINATOR]
    result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=reports), rubrics, (), datetime.now(UTC))
    unmet = [verdict for verdict in result.verdicts if verdict.stands_in_the_way]
    guilty = {guard for verdict in unmet for guard in verdict.guards}
    told = (finding["message"] for report in reports if report["guard"] in guilty for finding in report["findings"] if finding["severity"] in WEIGHTY)
    return Judgement(
        rubrics=tuple(f"{', '.join(verdict.guards) or NOBODY}: {verdict.rubric.name}" for verdict in unmet),
        final=tuple(finding["message"] for report in reports for finding in report["findings"] if finding.get("final") is True),
        reasons=(*result.reasons, *dict.fromkeys(told)),
    )
