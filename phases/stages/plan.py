"""Stage 1, plan: the phase begins by the plan that the run was given; its clock starts."""

from __future__ import annotations

from phases.errors import PlanDamaged
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.engine import timers
from runs.models import PhaseStatus, Stage


def run(work: PhaseWork) -> StageOutcome:
    """Start the phase: told as phase.started, with a timeout at the end of its timebox. Raises PlanDamaged before anything is changed."""
    plan, plan_hash = work.plan, work.run.plan_hash(work.phase)
    if not work.run.plan_is_whole(work.phase):
        raise PlanDamaged(f"the stored plan of {work.phase.name} does not match its hash {plan_hash}")
    now = work.step.now
    work.move(PhaseStatus.RUNNING, stage=Stage.DISPATCH, started_at=now)
    timers.schedule(work.step, str(work.phase.pk), now + plan.timebox_duration, "timeout", {"kind": "phase", "phase_id": str(work.phase.pk)})
    work.step.emit(
        "phase.started",
        phase=work.phase.name,
        plan_hash=plan_hash,
        agents=[agent.id for agent in plan.agents],
        guards=list(plan.guards),
        timebox=plan.timebox,
    )
    return StageOutcome.MOVED
