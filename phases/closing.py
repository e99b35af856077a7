"""After a run: its dossier, compiled outside of any transaction, stored once, and the ledger's head copied outside of the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ideamine.lib.clock import now as wall_clock
from ledger import checkpoints
from ledger.dossier import storing
from ledger.models import ReleaseDossier
from phases.dossier.compiler import DOSSIER_VERSION, ReleaseDossierCompiler
from runs.models import Run, RunStatus
from runs.transitions import step

# a run that waits longer than this for its dossier has one that cannot be compiled; `export_dossier` says why
GIVE_UP = timedelta(hours=1)
_DESERVE = (RunStatus.COMPLETED, RunStatus.FAILED)


def compile_dossier(run_id: Any) -> bool:
    """Compile and store the dossier of a run that is over; tell whether this call did. Raises RunNotFound."""
    if not Run.objects.filter(pk=run_id, status__in=_DESERVE, dossier__isnull=True).exists():
        return False
    content = ReleaseDossierCompiler(now=wall_clock()).compile(run_id)
    with step(run_id) as current:
        if ReleaseDossier.objects.filter(run_id=run_id).exists():
            return False
        storing.store(current, content, DOSSIER_VERSION)
    # after the commit, so that it covers the dossier's own signature
    checkpoints.export(run_id)
    return True


def runs_without_dossier(now: datetime, *, since: timedelta, limit: int = 20) -> list[Any]:
    """Return runs that ended before `now - since` and still have none: what a crash swallowed."""
    waiting = Run.objects.filter(status__in=_DESERVE, dossier__isnull=True, completed_at__lt=now - since, completed_at__gt=now - GIVE_UP)
    return list(waiting.order_by("completed_at").values_list("pk", flat=True)[:limit])
