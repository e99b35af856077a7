"""What follows when a run has ended: its dossier is compiled and stored, its ledger's head is copied outside."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from ideamine.lib.clock import now as wall_clock
from ledger import checkpoints
from ledger.dossier import storing
from phases.dossier.compiler import DOSSIER_VERSION, ReleaseDossierCompiler
from runs.models import Run, RunStatus
from runs.transitions import step


def compile_dossier(run_id: str | uuid.UUID, *, now: datetime | None = None) -> dict[str, Any]:
    """Compile and store the dossier of a run, ended or not, and return it sealed. Raises RunNotFound.

    Doing it twice does no harm: the newer one stands. Compiling reads files and asks git, so it is done before the step locks the run;
    the dossier names the ledger as it was then. The checkpoint afterwards covers the dossier's own signature too.
    """
    when = now or wall_clock()
    content = ReleaseDossierCompiler(now=when).compile(run_id)
    with step(run_id, now=when) as current:
        sealed = storing.store(current, content, DOSSIER_VERSION)
    checkpoints.export(run_id)
    return sealed


def runs_without_dossier(*, before: datetime, limit: int = 20) -> list[str]:
    """Return runs that completed or failed before a time and have no dossier, oldest first: whose call for one was lost."""
    ended = Run.objects.filter(status__in=[RunStatus.COMPLETED, RunStatus.FAILED], completed_at__lt=before, dossier=None)
    return [str(pk) for pk in ended.order_by("completed_at").values_list("pk", flat=True)[:limit]]
