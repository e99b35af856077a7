"""Stage 4, heal: within an attempt, a guard whose task died measures once more; other healing follows the gate's reasons (`healing`)."""

from __future__ import annotations

from phases import healing
from phases.stages.guard import enqueue_guards
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.models import Stage


def run(work: PhaseWork) -> StageOutcome:
    """Repeat what died, once, and tell the ledger; else move on."""
    repeated = work.tasks_in("heal")
    again = healing.remeasure([(task.target, task.status) for task in work.tasks_in("guard")], [task.target for task in repeated])
    if again:
        enqueue_guards(work, again, stage="heal")
        work.step.record(
            "decision",
            phase=work.phase.name,
            provenance={"source": "phases.healing"},
            data={"decision": "heal", "strategy": "measure_again", "guards": again, "attempt": work.phase.attempt},
        )
        return StageOutcome.WAITING
    if not all(task.ended for task in repeated):
        return StageOutcome.WAITING
    work.change(stage=Stage.CLARIFY)
    return StageOutcome.MOVED
