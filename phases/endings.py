"""How a phase ends badly: its tasks stop, its timer goes, and everyone is told why. What follows for the run is the orchestrator's."""

from __future__ import annotations

from collections.abc import Sequence

from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.engine import queue, timers
from runs.models import PhaseStatus


def fail_phase(work: PhaseWork, reasons: Sequence[str]) -> StageOutcome:
    """Fail the phase for good, with all reasons."""
    queue.cancel_open(work.step, work.phase, reason="; ".join(reasons)[:500])
    timers.cancel(work.step, str(work.phase.pk))
    if work.phase.status == PhaseStatus.PENDING:
        # a phase that could not even begin
        work.save()
        work.move(PhaseStatus.RUNNING)
        work.save()
    work.remember(reasons=list(reasons))
    work.move(PhaseStatus.FAILED, completed_at=work.step.now)
    work.step.emit("phase.error", phase=work.phase.name, reasons=list(reasons))
    return StageOutcome.ENDED
