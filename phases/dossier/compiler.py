"""The ReleaseDossierCompiler: gathers what a run came to, completed or not, into one JSON value that `ledger.dossier` seals and stores."""

from __future__ import annotations

import platform
import uuid
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from ledger.dossier.sealing import content_digest
from ledger.metrics import run_metrics
from ledger.models import Artifact
from phases import inputs, selectors
from phases.dossier import history, parts
from phases.dossier.parts import SECTIONS, Part
from runs.errors import RunNotFound
from runs.models import Phase, Run, RunStatus

SCHEMA_ID = "schema.release.dossier.v1"
DOSSIER_VERSION = "1.0.0"


class ReleaseDossierCompiler:
    """Compiles dossiers. `now` is the time up to which a run that still goes on is counted."""

    def __init__(self, *, now: datetime):
        self.now = now

    def compile(self, run_id: str | uuid.UUID) -> dict[str, Any]:
        """Return the dossier's content, without signature. Raises RunNotFound.

        1. read the artifacts that count, in the order of the phases, each checked against its hash
        2. sort the named ones into their sections; name what is missing
        3. add gates, assumptions, waivers, totals and the ledger's chain
        4. digest what equal runs have in common
        """
        run = Run.objects.filter(pk=run_id).first()
        if run is None:
            raise RunNotFound(f"there is no run {run_id}")
        phases = list(Phase.objects.filter(run=run).order_by("position"))
        found = parts.read_parts(_accepted(run, phases))
        code, fault = parts.code_of(found)
        sections = {name: parts.section(name, found, code) for name in SECTIONS}
        sections["code"] = {
            **sections["code"],
            "commit": code and code.commit,
            "tree": code and code.tree,
            "content_digest": parts.digest_of_code(code),
        }
        missing = [*([] if code else [f"code: {fault}"]), *[f"{name}: {entry}" for name, part in sections.items() for entry in part["missing"]]]
        missing += [f"{phase.name}: the phase is {phase.status}" for phase in phases if phase.status != "completed"]
        content = {
            "schema": SCHEMA_ID, "version": DOSSIER_VERSION, "run": _run(run), "complete": run.status == RunStatus.COMPLETED and not missing,
            "missing": missing, **sections, "artifacts": [part.as_json(whole=False) for part in found], "gates": history.gates(run, phases),
            "assumptions": history.assumptions(run), "waivers": history.waivers(run), "totals": self._totals(run, phases, found),
            "ledger": history.ledger(run, {str(part.artifact.pk) for part in found}), "made_with": _versions(run)}  # fmt: skip
        return {**content, "content_digest": content_digest(content)}

    def _totals(self, run: Run, phases: list[Phase], found: list[Part]) -> dict[str, Any]:
        figures = run_metrics(run.pk, now=self.now)
        return {
            "duration_ms": figures.duration_ms, "usage": dict(figures.usage), "budgets": dict(run.budgets or {}), "phases": figures.phases,
            "phases_completed": figures.phases_completed, "gates_evaluated": figures.gates_evaluated, "gates_passed": figures.gates_passed,
            "phase_completion_rate": figures.phase_completion_rate, "gate_pass_rate": figures.gate_pass_rate, "artifacts": len(found)}  # fmt: skip


def _accepted(run: Run, phases: list[Phase]) -> list[Artifact]:
    """The artifacts that the gates saw, by the same rule, in the order of the phases."""
    chosen = inputs.accepted(selectors.artifacts_of(run.pk, [phase.name for phase in phases]), selectors.views(phases))
    rows = Artifact.objects.in_bulk([artifact.id for artifact in chosen])
    return [rows[uuid.UUID(artifact.id)] for artifact in chosen]


def _run(run: Run) -> dict[str, Any]:
    return {"id": str(run.pk), "title": run.title, "idea": run.idea, "source": run.source, "status": str(run.status), "attention": run.attention,
            "plan_hash": run.plan_hash, "created_at": history.moment(run.created_at), "started_at": history.moment(run.started_at),
            "completed_at": history.moment(run.completed_at)}  # fmt: skip


def _versions(run: Run) -> dict[str, str]:
    try:
        own = version("ideamine")
    except PackageNotFoundError:
        own = run.version
    return {"ideamine": own, "run": run.version, "python": platform.python_version()}
