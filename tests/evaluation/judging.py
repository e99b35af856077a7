"""A phase on a bench, without the engine: its own agents, guards and rubrics from `config/`, judged by the real gate.

What the coordinator measures itself (grounding, completeness) is left out: nothing here stands in for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from phases import gate
from phases.configuration import load_configuration
from phases.contracts.evidence import EvidencePack
from phases.contracts.plans import PhasePlan
from phases.planning import create_run_plan
from tests.support.workbench import Workbench

CONFIG = Path(__file__).resolve().parents[2] / "config"
BY_THE_COORDINATOR = frozenset({"grounding", "completeness"})


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What a gate says: the rubrics that stand in the way, as `guard: rubric`, and the findings that no further attempt could heal."""

    rubrics: tuple[str, ...]
    final: tuple[str, ...] = ()


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


def tripped(bench: Workbench, phase: str) -> Judgement:
    """Run the guards of a phase over what is on the bench, and judge their reports by its rubrics."""
    plan = plan_of(phase)
    reports = tuple(bench.run(guard, phase=phase) for guard in plan.guards)
    rubrics = [rubric for rubric in plan.rubrics if rubric.metric not in BY_THE_COORDINATOR]
    result = gate.evaluate(EvidencePack(artifacts=(), guard_reports=reports), rubrics, (), datetime.now(UTC))
    return Judgement(
        rubrics=tuple(
            f"{', '.join(verdict.guards) or 'no guard'}: {verdict.rubric.name}" for verdict in result.verdicts if verdict.stands_in_the_way
        ),
        final=tuple(finding["message"] for report in reports for finding in report["findings"] if finding.get("final") is True),
    )


def judged(bench: Workbench, phase: str) -> Judgement:
    """Have a phase done and judged."""
    work(bench, phase)
    return tripped(bench, phase)
