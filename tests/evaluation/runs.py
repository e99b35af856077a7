"""Whole runs of ideas by the real engine, one after the other, and what they came to: by `manage.py start_run`, as a person would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ideamine.lib.storage import ArtifactStore
from ledger.dossier import checking

PROJECT = Path(__file__).resolve().parents[2]
RUN_TIMEOUT_S = 1800
STOP_TIMEOUT_S = 60
WANTED = ("DomainModel", "PRD")
"""The types of artifacts that later parts read."""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One run: how it ended, why, seconds a phase and in all, what is wrong with its dossier, and its newest artifact of each type WANTED."""

    idea: str
    status: str
    reasons: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    whole_seconds: float = 0.0
    faults: tuple[str, ...] = ()
    artifacts: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def fine(self) -> bool:
        """Whether it completed, and left a dossier that holds by itself and names what it was made of."""
        return self.status == "completed" and not self.faults and set(WANTED) <= self.artifacts.keys()


def run(name: str, file: Path, var: Path, *, timeout_s: float = RUN_TIMEOUT_S) -> Ran:
    """Run an idea to its end with engines of its own below `var`, and return what came of it."""
    command = [sys.executable, "manage.py", "start_run", "--file", str(file), "--json", "--wait"]
    environment = {**os.environ, "IDEAMINE_VAR": str(var), "ARTIFACT_STORAGE": str(var / "artifacts")}
    pipes: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, start_new_session=True, **pipes)
    try:
        out, err = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        _stop(process)
        return Ran(idea=name, status="timeout", reasons=(f"it did not end within {timeout_s:g} s",))
    return told(name, out, err, ArtifactStore(var / "artifacts"))


def told(name: str, out: str, err: str, store: ArtifactStore) -> Ran:
    """Return what a run came to, by what `start_run --json` printed and by its dossier; content is read from the store."""
    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    if not lines or "status" not in lines[-1]:
        return Ran(idea=name, status="refused", reasons=(err.strip()[-300:],))
    *events, ending = lines
    written = ending.get("dossier_json")
    dossier = json.loads(Path(written).read_text(encoding="utf-8")) if written else None
    return Ran(
        idea=name,
        status=ending["status"],
        reasons=tuple(ending.get("reasons", ())),
        seconds=phase_seconds(events),
        whole_seconds=_between(events[0], events[-1]) if events else 0.0,
        faults=tuple(checking.check(dossier)) if dossier else ("there is no dossier",),
        artifacts=artifacts(dossier, store) if dossier else {},
    )


def phase_seconds(events: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return phase → seconds from its first start to its last end, by the events of a run."""
    begun: dict[str, Mapping[str, Any]] = {}
    found: dict[str, float] = {}
    for event in events:
        if event["type"] == "phase.started":
            begun.setdefault(event["phase"], event)
        elif event["type"] in ("phase.complete", "phase.error") and event["phase"] in begun:
            found[event["phase"]] = _between(begun[event["phase"]], event)
    return found


def artifacts(dossier: Mapping[str, Any], store: ArtifactStore) -> dict[str, Any]:
    """Return type → content of the newest artifact of each type WANTED. Raises ContentNotFound, ContentCorrupt.

    A dossier lists the accepted artifacts in the order of their making (`ledger.artifacts.accepted`), so the last of a type is the newest.
    """
    newest = {part["type"]: part["sha256"] for part in dossier["artifacts"] if part["type"] in WANTED}
    return {type: json.loads(store.get(f"sha256/{hash[:2]}/{hash}")) for type, hash in newest.items()}


def _between(first: Mapping[str, Any], last: Mapping[str, Any]) -> float:
    begun, ended = (datetime.fromisoformat(event["timestamp"]) for event in (first, last))
    return round((ended - begun).total_seconds(), 1)


def _stop(process: subprocess.Popen[str]) -> None:
    """End a run as Ctrl-C does, so that it stops its workers; what does not end is killed with its group."""
    process.send_signal(signal.SIGINT)
    try:
        process.communicate(timeout=STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
