"""What happened in a run, as the dossier tells it: gates with all rubrics, assumptions, waivers, the ledger's chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from ledger.models import EvidencePack, LedgerEntry
from phases.models import Waiver
from qav.models import Assumption, AssumptionStatus
from runs.models import Phase, Run

# entries that the dossier carries whole; of the others it carries the hash, so that the chain can be followed
WHOLE_TYPES = ("gate", "decision", "signature", "artifact")


def moment(when: datetime | None) -> str | None:
    """Return a time as the dossier shows it."""
    return None if when is None else when.isoformat(timespec="milliseconds")


def gates(run: Run, phases: Sequence[Phase]) -> list[dict[str, Any]]:
    """Return each phase with its last verdict, every rubric with what measured it, and the verdicts of all attempts."""
    packs = {pack.phase: pack for pack in EvidencePack.objects.filter(run=run).order_by("attempt")}
    verdicts: dict[str, list[Mapping[str, Any]]] = {}
    for phase, data in LedgerEntry.objects.filter(run=run, type="gate").order_by("seq").values_list("phase", "data"):
        verdicts.setdefault(phase, []).append(data)
    return [_gate(phase, packs.get(phase.name), verdicts.get(phase.name, [])) for phase in phases]


def _gate(phase: Phase, pack: EvidencePack | None, verdicts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    measured = _measurements(pack.guard_reports if pack else ())
    verdict = dict(phase.gate or {})
    rubrics = [{**rubric, "measurements": measured.get(rubric["rubric"].rpartition("_")[0], [])} for rubric in verdict.pop("rubrics", ())]
    duration = round((phase.completed_at - phase.started_at).total_seconds() * 1000) if phase.completed_at and phase.started_at else None
    return {
        "phase": phase.name, "status": str(phase.status), "attempts": phase.attempt, "started_at": moment(phase.started_at),
        "completed_at": moment(phase.completed_at), "duration_ms": duration, "plan_hash": phase.plan_hash,
        "usage": (phase.usage or {}).get("used", {}),
        "verdict": verdict or None, "reasons": list((phase.state or {}).get("reasons", ())), "rubrics": rubrics,
        "qav_summary": pack.qav_summary if pack else None, "findings": _findings(pack.guard_reports if pack else ()),
        "history": [{name: entry.get(name) for name in ("attempt", "pass", "score", "reasons")} for entry in verdicts]}  # fmt: skip


def _measurements(reports: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for report in reports:
        for name, metric in report.get("metrics", {}).items():
            found.setdefault(name, []).append({"guard": report["guard"], "guard_version": report["version"], **metric})
    return found


def _findings(reports: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{"guard": report["guard"], "severity": finding.get("severity"), "message": finding.get("message")}
            for report in reports for finding in report.get("findings", ())]  # fmt: skip


def assumptions(run: Run) -> list[dict[str, Any]]:
    """Return the assumptions that the run still rests on."""
    rows = Assumption.objects.filter(run=run, status=AssumptionStatus.ACTIVE).order_by("phase", "artifact_type", "pointer", "assumption")
    return [{"phase": row.phase, "assumption": row.assumption, "rationale": row.rationale, "artifact": row.artifact_type, "pointer": row.pointer}
            for row in rows]  # fmt: skip


def waivers(run: Run) -> list[dict[str, Any]]:
    """Return all waivers that were granted for the run, revoked ones too."""
    rows = Waiver.objects.filter(run=run).order_by("created_at", "id")
    return [{"phase": row.phase, "rubric": row.violation_type, "owner": row.owner, "expires_at": moment(row.expires_at), "status": row.status,
             "compensating_control": row.compensating_control, "granted_by": row.granted_by} for row in rows]  # fmt: skip


def ledger(run: Run, artifacts: set[str]) -> dict[str, Any]:
    """Return the chain: (number, type, phase, hash) of every entry, the bodies of those that the dossier speaks of, length and head."""
    chain: list[list[Any]] = []
    bodies: dict[str, str] = {}
    rows = LedgerEntry.objects.filter(run=run).order_by("seq").values_list("seq", "type", "phase", "hash", "body", "data")
    for seq, type, phase, entry_hash, body, data in rows.iterator(chunk_size=500):
        chain.append([seq, type, phase, entry_hash])
        if type in WHOLE_TYPES and (type != "artifact" or (data.get("artifact_id") or data.get("id")) in artifacts):
            bodies[str(seq)] = body
    return {"length": len(chain), "head": chain[-1][3] if chain else "", "chain": chain, "bodies": bodies}
