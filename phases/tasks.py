"""Celery's entries into the phases: ids in, one function each. What they do may be lost or doubled without harm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.db import DatabaseError, close_old_connections

from ideamine.lib.clock import now
from ideamine.lib.errors import IdeaMineError
from ideamine.lib.ticks import Tick
from phases import closing, coordinator, orchestrator, selectors

IDLE = timedelta(seconds=5)
log = structlog.get_logger(__name__)


@shared_task(name="phases.advance_run")
def advance_run(run_id: str) -> None:
    """Start a run, or what may start in it, and move what waits."""
    for phase_id in _guarded(orchestrator.advance_run, run_id) or ():
        _guarded(coordinator.advance, phase_id)


@shared_task(name="phases.advance_phase")
def advance_phase(phase_id: str) -> None:
    """Move a phase as far as it goes."""
    _guarded(coordinator.advance, phase_id)


@shared_task(name="phases.compile_dossier")
def compile_dossier(run_id: str) -> None:
    """Compile the dossier of a run that is over."""
    _guarded(closing.compile_dossier, run_id)


@shared_task(base=Tick, name="phases.tick_reconciler")
def tick_reconciler() -> None:
    """Take up what nobody moves: pending runs, running phases that a step is due for, ended runs without a dossier."""
    try:
        moment = now()
        due = [(orchestrator.advance_run, run_id) for run_id in selectors.runs_that_wait(moment - IDLE)]
        due += [(coordinator.advance, phase_id) for phase_id in selectors.phases_that_wait(moment - IDLE)]
        due += [(closing.compile_dossier, run_id) for run_id in closing.runs_without_dossier(moment, since=IDLE)]
    except DatabaseError as error:
        log.warning("reconciler skipped; the next tick tries again", error=str(error))
        close_old_connections()
        return
    for unit, subject in due:
        _guarded(unit, subject)


def _guarded(unit: Callable[[Any], Any], subject: Any) -> Any:
    """Return what the unit returns; None if it went wrong, which is logged."""
    try:
        return unit(subject)
    except (DatabaseError, IdeaMineError) as error:
        log.warning("not done; the reconciler tries again", unit=unit.__name__, subject=str(subject), error=str(error))
        if isinstance(error, DatabaseError):
            close_old_connections()
    except Exception:
        log.exception("not done; the reconciler tries again", unit=unit.__name__, subject=str(subject))
    return None
