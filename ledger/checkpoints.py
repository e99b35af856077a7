"""Checkpoints of the ledger: its length and head, signed, copied to files outside the database when a run ends.

They show what the database alone cannot: that its tail was cut, or that an old backup stands in its place.
"""

from __future__ import annotations

import json
import os
import tempfile
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from ledger import signing
from ledger.errors import CheckpointBroken, SignatureInvalid
from runs.errors import RunNotFound
from runs.models import Run

PREDICATE_TYPE = "urn:ideamine:ledger:checkpoint:v1"


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """At `length` entries the run's chain had this `head`."""

    run_id: str
    length: int
    head: str


def folder() -> Path:
    """Return where checkpoints lie: LEDGER_CHECKPOINTS, else `checkpoints` below the folder of IdeaMine's own files."""
    return Path(getattr(settings, "LEDGER_CHECKPOINTS", "") or Path(settings.VAR) / "checkpoints")


def export(run_id: str | uuid.UUID) -> Path | None:
    """Write a signed checkpoint of the chain as committed now; return its file, or None when the run has no entry. Raises RunNotFound.

    Call after the commit of the run's last step. Equal chains give equal files, so calling twice does no harm.
    """
    found = Run.objects.filter(pk=run_id).values_list("ledger_seq", "ledger_head", "status").first()
    if found is None:
        raise RunNotFound(f"there is no run {run_id}")
    length, head, status = found
    if not length:
        return None
    predicate = {"run": str(run_id), "length": length, "head": head, "status": status}
    envelope = signing.sign_statement([signing.subject(f"ledger of run {run_id}", head)], PREDICATE_TYPE, predicate)
    target = folder() / str(run_id) / f"{length:09d}.json"
    _write(target, json.dumps(envelope, indent=1, sort_keys=True).encode())
    return target


def read(run_id: str | uuid.UUID) -> list[Checkpoint]:
    """Return the exported checkpoints of a run, shortest first. Raises CheckpointBroken for one that is unreadable or not signed by us."""
    return [_parse(path, str(run_id)) for path in sorted((folder() / str(run_id)).glob("*.json"))]


def runs() -> list[str]:
    """Return the ids of all runs that have checkpoints, sorted."""
    return sorted(path.name for path in folder().glob("*/")) if folder().is_dir() else []


def _parse(path: Path, run_id: str) -> Checkpoint:
    length = int(path.stem) if path.stem.isdigit() else 1
    try:
        statement = signing.verify_envelope(json.loads(path.read_bytes()))
    except (OSError, ValueError, AttributeError, SignatureInvalid) as error:
        raise CheckpointBroken(f"the checkpoint {path.name} cannot be trusted: {error}", length=length) from error
    predicate: dict[str, Any] = statement.get("predicate", {})
    if statement.get("predicateType") != PREDICATE_TYPE or predicate.get("run") != run_id or predicate.get("length") != length:
        raise CheckpointBroken(f"the checkpoint {path.name} speaks of another run or length", length=length)
    return Checkpoint(run_id=run_id, length=length, head=predicate["head"])


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise
