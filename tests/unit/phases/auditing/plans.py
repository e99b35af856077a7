"""The plans of the real configuration."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from phases.configuration import load_configuration
from phases.contracts.plans import PhasePlan, Rubric
from phases.planning import create_run_plan

CONFIG = Path(__file__).parents[4] / "config"


def plan_of(phase: str, *, only: str | None = None, **rubric: Any) -> PhasePlan:
    """Return the plan of a phase; with one rubric alone, and that one changed, if wanted."""
    plans = create_run_plan("audit", load_configuration(CONFIG)).phase_plans
    plan = next(plan for plan in plans if plan.phase == phase)
    if only is None:
        return plan
    return dataclasses.replace(plan, rubrics=tuple(dataclasses.replace(found, **rubric) for found in plan.rubrics if found.name == only))


def rubric(plan: PhasePlan, name: str) -> Rubric:
    return next(found for found in plan.rubrics if found.name == name)
