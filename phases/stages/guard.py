"""Stage 3, guard: the phase's guards look at the drafts, all at the same time, each in a sandbox of its own."""

from __future__ import annotations

from collections.abc import Sequence

from phases import inputs
from phases.stages.dispatch import task_budget, task_input
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.engine import queue
from runs.engine.queue import NewTask
from runs.models import Stage


def run(work: PhaseWork) -> StageOutcome:
    """Create the guards' tasks; when all have ended, move on."""
    known = {task.target: task for task in work.tasks_in("guard")}
    fresh = [guard for guard in work.plan.guards if guard not in known]
    if fresh:
        enqueue_guards(work, fresh, stage="guard")
        return StageOutcome.WAITING
    if not all(task.ended for task in known.values()):
        return StageOutcome.WAITING
    work.change(stage=Stage.HEAL)
    return StageOutcome.MOVED


def enqueue_guards(work: PhaseWork, guards: Sequence[str], *, stage: str) -> None:
    """Create tasks for guards; each reads everything that was accepted before the phase and that its agents made."""
    plan = work.plan
    artifacts = work.artifacts([*plan.ancestors, plan.phase])
    queue.enqueue(
        work.step,
        work.phase,
        [
            NewTask(
                target=guard,
                type="tool",
                input=task_input(work, inputs.for_guard(plan, guard, artifacts), params={}, tools=plan.allowlisted_tools),
                stage=stage,
                position=list(plan.guards).index(guard),
                queue="tool",
                executor=plan.executor,
                budget=task_budget(plan),
                max_attempts=plan.retry["max_attempts"],
            )
            for guard in guards
        ],
    )
    work.remember(wake_below=1)
