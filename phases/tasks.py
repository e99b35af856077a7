"""Celery's entries into the phases: ids in, one function each. What they do may be lost or doubled without harm."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.db import DatabaseError, close_old_connections

from ideamine.lib.clock import now
from ideamine.lib.errors import IdeaMineError
from phases import coordinator, orchestrator, selectors
from runs.models import Phase, PhaseStatus, Run, RunStatus

IDLE_SECONDS = 5
RUNS_A_TICK = 200
log = structlog.get_logger(__name__)


@shared_task(name="phases.advance_run")
def advance_run(run_id: str) -> None:
    """Start a run, or what may start in it."""
    _guarded(lambda: orchestrator.advance_run(run_id), run_id)
    for phase_id in Phase.objects.filter(run_id=run_id, status=PhaseStatus.RUNNING).values_list("pk", flat=True):
        advance_phase(str(phase_id))


@shared_task(name="phases.advance_phase")
def advance_phase(phase_id: str) -> None:
    """Move a phase as far as it goes."""
    _guarded(lambda: coordinator.advance(phase_id), phase_id)


@shared_task(name="phases.tick_reconciler")
def tick_reconciler() -> None:
    """Take up what nobody moves: pending runs, and running phases that a step is due for."""
    try:
        before = now() - timedelta(seconds=IDLE_SECONDS)
        asked = Run.objects.filter(status=RunStatus.PENDING, created_at__lt=before).order_by("created_at")
        pending = list(asked.values_list("pk", flat=True)[:RUNS_A_TICK])
        waiting = selectors.phases_that_wait(before)
    except DatabaseError as error:
        log.warning("reconciler skipped; the next tick tries again", error=str(error))
        close_old_connections()
        return
    for run_id in pending:
        _guarded(lambda run_id=run_id: orchestrator.advance_run(run_id), run_id)
    for phase_id in waiting:
        _guarded(lambda phase_id=phase_id: coordinator.advance(phase_id), phase_id)


def _guarded(unit: Any, subject: Any) -> None:
    try:
        unit()
    except (DatabaseError, IdeaMineError) as error:
        log.warning("not advanced; the reconciler tries again", subject=str(subject), error=str(error))
        close_old_connections()
