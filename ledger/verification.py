"""Verification of the ledger: walks a run's chain from the first entry to the head, in constant memory.

What is checked, in this order, for each entry: its number follows the last one, it names the last one's hash, its hash is
that of its body, every column says what the body says. Then: the head and the length that `runs` holds, and every checkpoint
that was copied outside the database (`ledger.checkpoints`), which shows a cut tail or a restored backup even when `runs` was set back too.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ideamine.lib.canonical import sha256
from ideamine.lib.jsontext import jsonb
from ledger import checkpoints as exported
from ledger.checkpoints import Checkpoint
from ledger.errors import CheckpointBroken
from ledger.recorder import FIRST_PREVIOUS, moment
from runs.errors import RunNotFound
from runs.models import Run

BATCH = 500
# one statement, so head, length and entries are of one moment even while the run goes on
_CHAIN = """
SELECT runs.ledger_seq, runs.ledger_head, ledger.id, ledger.seq, ledger.phase_id, ledger.timestamp, ledger.type,
       ledger.data::text, ledger.provenance::text, ledger.body, ledger.previous_hash, ledger.hash
FROM runs LEFT JOIN ledger ON ledger.run_id = runs.id WHERE runs.id = %s ORDER BY ledger.seq, ledger.id
"""


@dataclass(frozen=True, kw_only=True)
class VerificationReport:
    """What a walk found. `bad_seq` is the number of the first entry that does not hold; None when all do."""

    run_id: str
    length: int
    head: str
    checkpoints: int
    bad_seq: int | None = None
    reason: str = ""

    @property
    def ok(self) -> bool:
        return self.bad_seq is None

    def __str__(self) -> str:
        if self.ok:
            return f"run {self.run_id}: {self.length} entries hold, head {self.head[:12] or 'none'}, {self.checkpoints} checkpoints agree"
        return f"run {self.run_id}: entry {self.bad_seq} does not hold: {self.reason}"


@dataclass(frozen=True, kw_only=True)
class _Row:
    id: uuid.UUID
    seq: int
    phase: str | None
    timestamp: datetime
    type: str
    data: str
    provenance: str
    body: str
    previous_hash: str
    hash: str


class _Bad(Exception):
    """Ends a walk; never leaves this module."""

    def __init__(self, seq: int, reason: str):
        super().__init__(reason)
        self.seq, self.reason = seq, reason


def verify(run_id: str | uuid.UUID, *, checkpoints: Sequence[Checkpoint] | None = None) -> VerificationReport:
    """Walk one run's chain. `checkpoints` are those exported for the run unless given. Raises RunNotFound."""
    run, length, head, known = str(run_id), 0, FIRST_PREVIOUS, 0
    rows = _chain(run)
    try:
        kept = exported.read(run) if checkpoints is None else checkpoints
        known = len(kept)
        outside = {checkpoint.length: checkpoint.head for checkpoint in kept}
        stated_length, stated_head = next(rows)
        for row in rows:
            _check(row, run, length + 1, head)
            length, head = row.seq, row.hash
            if outside.get(length, head) != head:
                raise _Bad(length, f"its hash is {head}; the checkpoint exported at {length} entries says {outside[length]}")
        _check_end(length, head, stated_length, stated_head, max(outside, default=0))
    except _Bad as bad:
        return VerificationReport(run_id=run, length=length, head=head, checkpoints=known, bad_seq=bad.seq, reason=bad.reason)
    except CheckpointBroken as broken:
        return VerificationReport(run_id=run, length=length, head=head, checkpoints=known, bad_seq=broken.length, reason=str(broken))
    return VerificationReport(run_id=run, length=length, head=head, checkpoints=known)


def verify_all() -> Iterator[VerificationReport]:
    """Verify every run, oldest first, and every run that has a checkpoint outside but no row any more."""
    standing: set[str] = set()
    for run_id in Run.objects.order_by("created_at", "id").values_list("pk", flat=True):
        standing.add(str(run_id))
        yield verify(run_id)
    for run_id in exported.runs():
        if run_id not in standing:
            yield VerificationReport(run_id=run_id, length=0, head="", checkpoints=1, bad_seq=1, reason="the run is gone; a checkpoint of it exists")


def _chain(run_id: str) -> Iterator[Any]:
    """Yield (length, head) as `runs` states them, then the entries in order, by a cursor of the server."""
    with connection.chunked_cursor() as cursor:
        cursor.itersize = BATCH
        cursor.execute(_CHAIN, [run_id])
        stated = None
        while batch := cursor.fetchmany(BATCH):
            if stated is None:
                stated = batch[0][:2]
                yield stated
            for row in batch:
                if row[2] is not None:
                    yield _Row(**dict(zip(_Row.__annotations__, row[2:], strict=True)))
    if stated is None:
        raise RunNotFound(f"there is no run {run_id}")


def _check(row: _Row, run: str, expected: int, previous: str) -> None:
    if row.seq > expected:
        raise _Bad(expected, f"it is missing: {row.seq} follows {expected - 1 or 'the beginning'}")
    if row.seq < expected:
        raise _Bad(row.seq, f"the number {row.seq} stands twice" if row.seq > 0 else "numbers begin with 1")
    if row.previous_hash != previous:
        raise _Bad(row.seq, f"it follows {row.previous_hash or 'nothing'}, but the entry before it has the hash {previous or 'none'}")
    if sha256(row.body.encode()) != row.hash:
        raise _Bad(row.seq, "its hash is not that of its body")
    try:
        body, columns = json.loads(row.body), _columns(row, run)
    except ValueError:
        raise _Bad(row.seq, "its body or a column is no readable JSON") from None
    for name, column in columns.items():
        stated = body.get(name) if isinstance(body, dict) else None
        if not _same(json.loads(jsonb(stated)), column):
            raise _Bad(row.seq, f"its column {name} is not what its body says")


def _columns(row: _Row, run: str) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "run": run,
        "seq": row.seq,
        "phase": row.phase,
        "type": row.type,
        "timestamp": moment(row.timestamp),
        "previous": row.previous_hash,
        "data": json.loads(row.data),
        "provenance": json.loads(row.provenance),
    }


def _same(one: Any, other: Any) -> bool:
    """Tell whether a body's value and a column's are equal: types too, but numbers by value, since JSONB writes them its own way."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, float) and isinstance(other, int):
        return one == _as_float(other)
    return one == other


def _as_float(number: int) -> float | None:
    try:
        return float(number)
    except OverflowError:
        return None


def _check_end(length: int, head: str, stated_length: int, stated_head: str, exported_length: int) -> None:
    if length != stated_length:
        raise _Bad(min(length, stated_length) + 1, f"the chain has {length} entries; the run says {stated_length}")
    if head != stated_head:
        raise _Bad(max(length, 1), f"the chain's head is {head or 'none'}; the run says {stated_head or 'none'}")
    if exported_length > length:
        raise _Bad(length + 1, f"the chain has {length} entries; a checkpoint exported earlier says {exported_length}")
