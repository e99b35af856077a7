"""The Recorder (`RunLedger`): writes what a step states as facts into the ledger, and artifacts into their table.

`append` is the last subscriber of `runs.events`, so it runs inside the transaction of the step, with the run locked:
nobody else appends to this chain meanwhile. Each entry's body is canonical JSON and binds every other column and the
previous entry's hash; the chain's head and length stand in `runs`. Writers with names of their own (`append_gate_evaluation`…)
are thin and only state the fact.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ideamine.lib.canonical import canonical_from_json, canonical_json, sha256
from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from runs.events import EventRecord, Fact
from runs.transitions import Step

FIRST_PREVIOUS = ""
_ENTRIES = Prepared(
    name="append_entries",
    types=("uuid[]", "uuid[]", "bigint[]", "text[]", "timestamptz[]", "text[]", "text[]", "text[]", "text[]", "text[]"),
    # data and provenance are read out of the body, or out of what JSONB can hold of it; OFFSET 0 has that parsed once
    statement="""INSERT INTO ledger (id, run_id, seq, phase_id, timestamp, type, data, provenance, body, previous_hash, hash)
 SELECT id, run, seq, phase, moment, kind, parsed.body->'data', parsed.body->'provenance', e.body, previous, hash
 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS e(id, run, seq, phase, moment, kind, body, readable, previous, hash)
 CROSS JOIN LATERAL (SELECT coalesce(readable, e.body)::jsonb AS body OFFSET 0) parsed""",
)
_ARTIFACT = "(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s::jsonb,%s,%s)"
_ARTIFACT_COLUMNS = 15
_INSERT_ARTIFACTS = (
    "INSERT INTO artifacts (id, run_id, phase_id, attempt, task_id, type, schema_id, name, media_type, size, hash, location, provenance,"
    " position, created_at) VALUES "
)


def append(step: Step, events: Sequence[EventRecord], facts: Sequence[Fact]) -> None:
    """Append one entry a fact, in order, and move the run's head. One INSERT for all entries, one for all artifacts."""
    if not facts:
        return
    run, seq, head, when = str(step.run.pk), step.run.ledger_seq, step.run.ledger_head, moment(step.now)
    artifacts: list[Any] = []
    for fact in facts:
        seq += 1
        identity = str(uuid.uuid4())
        content = {
            "id": identity,
            "run": run,
            "seq": seq,
            "phase": fact.phase,
            "type": fact.kind,
            "timestamp": when,
            "previous": head,
            "data": fact.data,
            "provenance": fact.provenance,
        }
        try:
            body = canonical_from_json(content)
        except UnicodeEncodeError:
            body = canonical_json({**content, "data": _encodable(fact.data), "provenance": _encodable(fact.provenance)})
        digest = sha256(body)
        # JSONB has no U+0000
        readable = jsonb(json.loads(body)) if b"\\u0000" in body else None
        step.insert(_ENTRIES, (identity, run, seq, fact.phase, step.now, fact.kind, body.decode(), readable, head, digest))
        head = digest
        if fact.kind == "artifact" and fact.columns:
            # a microsecond apart, so that the rows of one step keep the order in which they were made
            artifacts += _artifact_row(run, step.now + timedelta(microseconds=len(artifacts) // _ARTIFACT_COLUMNS), fact.columns)
    if artifacts:
        rows = ",".join([_ARTIFACT] * (len(artifacts) // _ARTIFACT_COLUMNS))
        step.write(_INSERT_ARTIFACTS + rows + " ON CONFLICT (id) DO NOTHING", artifacts)
    step.change_run(ledger_seq=seq, ledger_head=head)


def moment(when: datetime) -> str:
    """Return a time as entry bodies hold it: ISO 8601, UTC, microseconds."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _artifact_row(run: str, now: datetime, columns: Mapping[str, Any]) -> tuple[Any, ...]:
    provenance = columns.get("provenance")
    return (
        str(columns["id"]),
        run,
        columns["phase"],
        columns.get("attempt", 1),
        columns.get("task_id"),
        columns["type"],
        columns["schema_id"],
        columns["name"],
        columns.get("media_type", "application/json"),
        columns["size"],
        columns["hash"],
        columns["location"],
        None if provenance is None else jsonb(_encodable(provenance)),
        columns.get("position", 0),
        now,
    )


def _encodable(value: Any) -> Any:
    """Return `value` with lone surrogates, which neither UTF-8 nor PostgreSQL can hold, as U+FFFD."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, Mapping):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_encodable(item) for item in value]
    return value


def append_task_execution(
    step: Step, *, phase: str, task: Mapping[str, Any], result: Mapping[str, Any], cost: Mapping[str, Any], provenance: Mapping[str, Any]
) -> None:
    """State that an attempt at a task ended."""
    step.record("task", phase=phase, data={"task": dict(task), "result": dict(result), "cost": dict(cost)}, provenance=provenance)


def append_gate_evaluation(step: Step, *, phase: str, gate: Mapping[str, Any], provenance: Mapping[str, Any]) -> None:
    """State a gate's verdict."""
    step.record("gate", phase=phase, data=gate, provenance=provenance)


def append_decision(step: Step, *, phase: str | None, decision: str, provenance: Mapping[str, Any], **data: Any) -> None:
    """State a decision: plan, heal, unstick, waiver, a person's act."""
    step.record("decision", phase=phase, data={"decision": decision, **data}, provenance=provenance)


def append_artifact(step: Step, *, columns: Mapping[str, Any]) -> None:
    """State an accepted artifact and have its row inserted; `columns` are those of the row (an existing id is left as it is)."""
    data = {name: columns[name] for name in ("id", "type", "name", "hash", "size", "schema_id", "location")}
    step.record(
        "artifact", phase=columns["phase"], data={**data, "id": str(columns["id"])}, provenance=columns.get("provenance") or {}, columns=columns
    )


def append_cost(step: Step, *, phase: str, cost: Mapping[str, Any], provenance: Mapping[str, Any]) -> None:
    """State a settled charge, by resource."""
    step.record("cost", phase=phase, data=cost, provenance=provenance)


def append_signature(step: Step, *, phase: str | None, subject: str, envelope: Mapping[str, Any], provenance: Mapping[str, Any]) -> None:
    """State a signature: what was signed (`subject`: an artifact's id, or `ledger`, `dossier`) and its DSSE envelope."""
    step.record("signature", phase=phase, data={"subject": subject, "envelope": dict(envelope)}, provenance=provenance)
