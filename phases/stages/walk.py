"""Walk a phase through its stages within one step, as far as it goes without waiting."""

from __future__ import annotations

from collections.abc import Callable

from phases import endings
from phases.errors import PlanDamaged
from phases.stages import clarify, dispatch, guard, handoff, heal, plan
from phases.stages.clarify import Reading
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.models import RunStatus, Stage

STAGES: dict[str, Callable[[PhaseWork], StageOutcome]] = {
    Stage.PLAN: plan.run,
    Stage.DISPATCH: dispatch.run,
    Stage.GUARD: guard.run,
    Stage.HEAL: heal.run,
    Stage.HANDOFF: handoff.run,
}


def walk(work: PhaseWork, reading: Reading | None = None) -> StageOutcome:
    """Do stage after stage until one must wait or the phase ends; then write the phase's row once.

    `reading` is what was read outside for clarify. A paused run's phase waits where it is.
    """
    if work.step.run.status != RunStatus.RUNNING:
        return StageOutcome.WAITING
    outcome = StageOutcome.MOVED
    if work.state.get("exceeded"):
        outcome = endings.fail_phase(work, work.state["exceeded"])
    while outcome is StageOutcome.MOVED:
        outcome = clarify.run(work, reading) if work.phase.stage == Stage.CLARIFY else STAGES[work.phase.stage](work)
    if outcome is StageOutcome.ENDED:
        endings.close(work)
    else:
        work.save()
    return outcome


def begin(work: PhaseWork) -> StageOutcome:
    """Start a pending phase; a plan that is damaged fails it."""
    try:
        return walk(work)
    except PlanDamaged as error:
        outcome = endings.fail_phase(work, [str(error)])
        endings.close(work)
        return outcome
