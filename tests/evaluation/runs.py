"""Whole runs of ideas by the real engine, one after the other, and what they came to: by `manage.py start_run`, as a person would."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]
RUN_TIMEOUT_S = 1800


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run: how it ended, why, how long each phase took, and its artifacts by type (the newest of each that is JSON)."""

    idea: str
    status: str
    reasons: tuple[str, ...]
    seconds: Mapping[str, float]
    artifacts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def completed(self) -> bool:
        return self.status == "completed"


def run(name: str, file: Path, var: Path) -> Ran:
    """Run an idea to its end with engines of its own below `var`, and return what came of it."""
    command = [sys.executable, "manage.py", "start_run", "--file", str(file), "--json", "--wait"]
    environment = {**os.environ, "IDEAMINE_VAR": str(var)}
    try:
        done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, env=environment, timeout=RUN_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        return Ran(idea=name, status="timeout", reasons=(f"it did not end within {RUN_TIMEOUT_S} s",), seconds={})
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if not lines or "status" not in lines[-1]:
        return Ran(idea=name, status="refused", reasons=(done.stderr.strip()[-300:],), seconds={})
    ending = lines[-1]
    return Ran(
        idea=name,
        status=ending["status"],
        reasons=tuple(ending["reasons"]),
        seconds=phase_seconds(lines[:-1]),
        artifacts=_artifacts(ending["dossier_json"], var),
    )


def phase_seconds(events: list[Mapping[str, Any]]) -> dict[str, float]:
    """Return phase → seconds from its start to its end, by the events of a run."""
    begun: dict[str, datetime] = {}
    found: dict[str, float] = {}
    for event in events:
        moment = datetime.fromisoformat(event["timestamp"])
        if event["type"] == "phase.started":
            begun.setdefault(event["phase"], moment)
        elif event["type"] in ("phase.complete", "phase.error") and event["phase"] in begun:
            found[event["phase"]] = round((moment - begun[event["phase"]]).total_seconds(), 1)
    return found


def _artifacts(dossier: str | None, var: Path) -> dict[str, Any]:
    """Return the run's artifacts by type, read from the store below `var` by the hashes that the dossier names."""
    if not dossier:
        return {}
    found: dict[str, Any] = {}
    for entry in json.loads(Path(dossier).read_text(encoding="utf-8")).get("artifacts", ()):
        if entry.get("media_type") == "application/json":
            matches = list((var / "artifacts").rglob(entry["hash"]))
            if matches:
                found[entry["type"]] = json.loads(matches[0].read_text(encoding="utf-8"))
    return found
