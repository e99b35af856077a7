"""How a phase ends: what is written of it, and when it ends badly, why. What follows for the run is the orchestrator's."""

from __future__ import annotations

from collections.abc import Sequence

from ledger import metrics
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.engine import queue, timers
from runs.models import PhaseStatus


def close(work: PhaseWork) -> None:
    """Write the row of a phase that is over, and its metrics, with the last verdict and evidence where it came so far."""
    work.save()
    work.phase.usage = dict(work.run.usage(work.phase))
    metrics.record_phase(work.step, work.phase, *work.verdict)


def fail_phase(work: PhaseWork, reasons: Sequence[str]) -> StageOutcome:
    """Fail the phase for good, with all reasons."""
    queue.cancel_open(work.step, work.phase, reason="; ".join(reasons)[:500])
    timers.forget(work.step, str(work.phase.pk))
    if work.phase.status == PhaseStatus.PENDING:
        # a phase that could not even begin
        work.save()
        work.move(PhaseStatus.RUNNING)
        work.save()
    work.remember(reasons=list(reasons))
    work.move(PhaseStatus.FAILED, completed_at=work.step.now)
    work.step.emit("phase.error", phase=work.phase.name, reasons=list(reasons))
    return StageOutcome.ENDED
