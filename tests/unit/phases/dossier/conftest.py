"""A small finished run: two phases, code, artifacts, gates, an assumption and a waiver, all in the ledger."""

import json
import subprocess
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from ideamine.lib.storage import open_store
from ledger import recorder
from ledger.models import EvidencePack
from phases.models import Waiver
from qav.models import Assumption
from runs import events
from runs.models import Phase, Run, Task
from runs.transitions import step

START = datetime(2026, 1, 1, tzinfo=UTC)
PRODUCER = {"tool": "unittest", "version": "3.11", "command": "python -m unittest", "exit_code": 0, "duration_ms": 5}
RUBRIC = {
    "rubric": "tests_pass_min",
    "value": 1.0,
    "hard": True,
    "optional": False,
    "outcome": "met",
    "measured": 1.0,
    "reason": "",
    "guards": ["guard.t"],
    "waived": False,
}
VERDICT = {"pass": True, "score": 100.0, "reasons": [], "required_actions": [], "waived": [], "not_evaluable": [], "attempt": 1}


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.ARTIFACT_STORAGE = str(tmp_path / "artifacts")
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")
    settings.LEDGER_CHECKPOINTS = str(tmp_path / "checkpoints")


@pytest.fixture(scope="session")
def bundle(tmp_path_factory):
    """A git bundle with one commit."""
    folder = tmp_path_factory.mktemp("product")
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    (folder / "app.py").write_text("print('todo')\n")
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Begin"], ["bundle", "create", "-q", "code.bundle", "main"]):
        subprocess.run(["git", *identity, *arguments], cwd=folder, check=True)
    return (folder / "code.bundle").read_bytes()


@pytest.fixture
def run(db, monkeypatch):
    monkeypatch.setattr(events, "_subscribers", [recorder.append])
    return Run.objects.create(
        title="Todo <app>",
        idea={"text": "Build a todo app <script>alert(1)</script>"},
        status="completed",
        started_at=START,
        completed_at=START + timedelta(seconds=9),
        plan_hash="a" * 64,
        usage={"used": {"tokens": 0, "tools_minutes": 0.125}},
    )


@pytest.fixture
def make(run, settings):
    """Have an agent or tool make an artifact; return its id."""

    def made(type, content, *, phase, producer="AgentA", media_type="application/json", name=None):
        row = Phase.objects.get(run=run, name=phase)
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        kept = open_store(settings.ARTIFACT_STORAGE).put(data)
        task = Task.objects.create(phase=row, run=run, type="agent", target="AgentA", input={}, status="succeeded", idempotence_key=uuid.uuid4().hex)
        columns = {
            "id": str(uuid.uuid4()),
            "phase": phase,
            "attempt": 1,
            "task_id": str(task.pk),
            "type": type,
            "schema_id": f"schema.artifact.{type.lower()}.v1",
            "name": name or f"{type}.json",
            "media_type": media_type,
            "size": kept.size,
            "hash": kept.hash,
            "location": kept.location,
            "provenance": {"source": producer, "kind": "agent", "version": "1.0.0", "inputs": []},
            "position": 0,
        }
        with step(run.pk) as current:
            recorder.append_artifact(current, columns=columns)
        return columns["id"]

    return made


@pytest.fixture
def finished(run, make, bundle):
    """The run with everything in it."""
    for position, name in enumerate(["build", "release"]):
        phase = Phase.objects.create(
            run=run,
            name=name,
            position=position,
            status="completed",
            budgets={},
            started_at=START + timedelta(seconds=4 * position),
            completed_at=START + timedelta(seconds=4 * position + 4),
            gate={**VERDICT, "rubrics": [RUBRIC]},
        )
        report = {
            "guard": "guard.t",
            "version": "1.0.0",
            "verdict": "pass",
            "findings": [{"severity": "low", "message": "<b>small</b>"}],
            "metrics": {"tests_pass": {"value": 1.0, "unit": "ratio", "producer": PRODUCER, "output_sha256": "c" * 64}},
        }
        EvidencePack.objects.create(run=run, phase=name, artifacts=[], guard_reports=[report], qav_summary={})
        with step(run.pk) as current:
            current.record("gate", phase=phase.name, data={**VERDICT, "rubrics": [RUBRIC]}, provenance={"source": "phases.gate"})
    make("GitBundle", bundle, phase="build", media_type="application/x-git-bundle", name="x.bundle")
    make("ToolReport", {"tool": "tool.code.depScan"}, phase="release", producer="tool.code.depScan")
    make("Measured", {"value": 1}, phase="build")
    Assumption.objects.create(
        run=run, phase="build", assumption="Users are patient", rationale="nobody asked", artifact_type="Measured", pointer="/value"
    )
    Assumption.objects.create(run=run, phase="build", assumption="Old", status="superseded")
    Waiver.objects.create(
        run=run, phase="build", violation_type="high_cves_max", owner="Ann", expires_at=START + timedelta(days=9), compensating_control="a proxy"
    )
    return run
