"""What the page of a run shows of its phases; few queries, however many phases there are."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.urls import reverse

from ledger.models import Artifact
from runs.models import Phase, Run


def phase_rows(run: Run) -> list[dict[str, Any]]:
    """Return the phases of a run in order, each with its gate, its time in seconds and its links."""
    counts = dict(Artifact.objects.filter(run=run).values_list("phase").annotate(Count("pk")))
    phases = Phase.objects.filter(run=run).defer("plan", "state", "budgets", "usage").order_by("position")
    return [_row(phase, counts.get(phase.name, 0)) for phase in phases]


def _row(phase: Phase, artifacts: int) -> dict[str, Any]:
    over = phase.started_at is not None and phase.completed_at is not None
    return {
        "phase": phase,
        "gate": phase.gate or {},
        "passed": (phase.gate or {}).get("pass"),
        "seconds": (phase.completed_at - phase.started_at).total_seconds() if over else None,
        "url": reverse("admin:runs_phase_change", args=[phase.pk]),
        "evidence_url": reverse("admin:ledger_evidencepack_change", args=[phase.evidence_pack_id]) if phase.evidence_pack_id else None,
        "artifacts": artifacts,
        "artifacts_url": f"{reverse('admin:ledger_artifact_changelist')}?run__id__exact={phase.run_id}&phase__exact={phase.name}",
    }
