"""Writes to `assumptions`: what a phase's drafts claim without support. Called by the clarify stage, inside its step."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import connection

from qav.grounding import Validation
from runs.models import Phase
from runs.transitions import Step

_COLUMNS = 9
_RECORD = """
WITH superseded AS (
    UPDATE assumptions SET status = 'superseded' WHERE run_id = %s AND phase_id = %s AND status = 'active'
)
INSERT INTO assumptions (id, run_id, phase_id, attempt, assumption, rationale, artifact_type, pointer, created_at) VALUES """
_SUPERSEDE = "UPDATE assumptions SET status = 'superseded' WHERE run_id = %s AND phase_id = %s AND status = 'active'"


def record_assumptions(step: Step, phase: Phase | str, attempt: int, unsupported: Iterable[Validation]) -> list[str]:
    """Write one active row an unsupported claim and return their ids; those of earlier attempts of the phase become superseded.

    One statement: the update sees the rows as they stood before, so it never touches the new ones.
    """
    name = phase if isinstance(phase, str) else phase.name
    run = str(step.run.pk)
    identities: list[str] = []
    rows: list[Any] = []
    for validation in unsupported:
        claim = validation.claim
        identities.append(str(uuid.uuid4()))
        rows += [
            identities[-1],
            run,
            name,
            attempt,
            _text(claim.text),
            _text(validation.rationale),
            claim.artifact_type,
            _text(claim.pointer),
            step.now,
        ]
    with connection.cursor() as cursor:
        if not identities:
            cursor.execute(_SUPERSEDE, [run, name])
        else:
            row = "(" + ",".join(["%s"] * _COLUMNS) + ")"
            cursor.execute(_RECORD + ",".join([row] * len(identities)), [run, name, *rows])
    return identities


def _text(value: str) -> str:
    """Return `value` as a text column takes it: without U+0000 and lone surrogates."""
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
