"""A finished run for tests of the doors: two phases with gates and evidence, an artifact, a task, events, a ledger, a waiver, a dossier."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from ideamine.lib.storage import open_store
from ledger import recorder
from ledger.models import EvidencePack
from phases.closing import compile_dossier
from phases.models import Waiver
from qav.models import Assumption
from runs.models import Phase, Run, Task
from runs.transitions import step

START = datetime(2026, 1, 1, tzinfo=UTC)
PRODUCER = {"tool": "unittest", "version": "3.11", "command": "python -m unittest", "exit_code": 0, "duration_ms": 5}
RUBRICS = [
    {
        "rubric": "high_cves_max",
        "value": 0,
        "hard": False,
        "optional": False,
        "outcome": "unmet",
        "measured": 2,
        "reason": "high_cves_max exceeded: 2 > 0",
        "guards": ["guard.t"],
        "waived": True,
    },
    {
        "rubric": "personas_count",
        "value": [3, 5],
        "hard": True,
        "optional": True,
        "outcome": "not_evaluable",
        "measured": None,
        "reason": "personas_count not evaluable: no report",
        "guards": [],
        "waived": False,
    },
]
VERDICT = {
    "pass": True,
    "score": 50.0,
    "reasons": [],
    "required_actions": [],
    "waived": ["high_cves_max"],
    "not_evaluable": ["personas_count"],
    "attempt": 1,
    "rubrics": RUBRICS,
}


def a_finished_run(title: str = "Todo", **columns: Any) -> Run:
    """A completed run with everything in it. The test points ARTIFACT_STORAGE, SIGNING_KEY_FILE and LEDGER_CHECKPOINTS to a folder of its own."""
    given = {
        "status": "completed",
        "started_at": START,
        "completed_at": START + timedelta(seconds=9),
        "plan_hash": "a" * 64,
        "idea": {"text": "Build <b>a todo app</b>"},
        "usage": {"used": {"tokens": 0, "tools_minutes": 0.125}},
        **columns,
    }
    run = Run.objects.create(title=title, **given)
    for position, name in enumerate(["build", "release"]):
        _phase(run, name, position)
    _artifact(run, "Measured", {"value": 1})
    Assumption.objects.create(run=run, phase="build", assumption="Users are patient", artifact_type="Measured", pointer="/value")
    Waiver.objects.create(
        run=run, phase="build", violation_type="high_cves_max", owner="Ann", expires_at=START + timedelta(days=9), compensating_control="a proxy"
    )
    compile_dossier(run.pk)
    run.refresh_from_db()
    return run


def _phase(run: Run, name: str, position: int) -> None:
    begun = START + timedelta(seconds=4 * position)
    phase = Phase.objects.create(
        run=run,
        name=name,
        position=position,
        status="completed",
        budgets={"tokens": 5},
        plan={"rubrics": {}},
        started_at=begun,
        completed_at=begun + timedelta(seconds=4),
        gate=VERDICT,
    )
    report = {
        "guard": "guard.t",
        "version": "1.0.0",
        "verdict": "pass",
        "findings": [{"severity": "low", "message": "<b>small</b>"}],
        "metrics": {"high_cves": {"value": 2, "unit": "count", "producer": PRODUCER, "output_sha256": "c" * 64}},
    }
    EvidencePack.objects.create(run=run, phase=name, artifacts=[], guard_reports=[report], qav_summary={}, kmap_refs=[], metrics={})
    with step(run.pk) as current:
        current.emit("phase.progress", phase=name, pct=50)
        current.record("gate", phase=phase.name, data=VERDICT, provenance={"source": "phases.gate"})


def keep_product(run: Run, bundle: bytes) -> None:
    """Give a finished run the product whose git bundle this is."""
    _keep(run, "GitBundle", bundle, name="product.bundle", media_type="application/x-git-bundle")


def _artifact(run: Run, type: str, content: Any) -> None:
    _keep(run, type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json")


def _keep(run: Run, type: str, content: bytes, *, name: str, media_type: str) -> None:
    phase = Phase.objects.get(run=run, name="build")
    kept = open_store(settings.ARTIFACT_STORAGE).put(content)
    task = Task.objects.create(phase=phase, run=run, type="agent", target="AgentA", input={}, status="succeeded", idempotence_key=uuid.uuid4().hex)
    columns = {
        "id": str(uuid.uuid4()),
        "phase": "build",
        "attempt": 1,
        "task_id": str(task.pk),
        "type": type,
        "schema_id": f"schema.artifact.{type.lower()}.v1",
        "name": name,
        "media_type": media_type,
        "size": kept.size,
        "hash": kept.hash,
        "location": kept.location,
        "provenance": {"source": "AgentA", "kind": "agent", "version": "1.0.0", "inputs": []},
        "position": 0,
    }
    with step(run.pk) as current:
        recorder.append_artifact(current, columns=columns)
