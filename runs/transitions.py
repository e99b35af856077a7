"""One transaction a step: lock the run, change state, tell it, commit. Every change of a run goes through here.

Lock order: run, phase, task; the ledger's head is a column of the run, so it is held from the start and written last.
Nothing is published inside the transaction; `Step.after_commit` holds what follows.
"""

from __future__ import annotations

import contextlib
import json
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from ideamine.lib.clock import now as wall_clock
from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared, run
from runs import bus, events
from runs.errors import IllegalMove, RunNotFound
from runs.models import Phase, Run
from runs.models.phase import PHASE_MOVES
from runs.models.run import RUN_ENDED, RUN_MOVES

# what nearly every step changes of its run
_MOVING = ("running_tasks", "served_at", "event_seq", "ledger_seq", "ledger_head")
_NEEDED = {"id", "title", "status", "priority", "budgets", "usage", "plan_hash", "traceparent", *_MOVING}
# `from_db` wants the columns in the order of the model's fields
RUN_COLUMNS = tuple(field.attname for field in Run._meta.concrete_fields if field.attname in _NEEDED)
_JSON = {"budgets", "usage", "plan", "state", "gate"}
_LOCK_RUN = Prepared(name="lock_run", types=("uuid",), statement=f"SELECT {', '.join(RUN_COLUMNS)} FROM runs WHERE id = $1 FOR NO KEY UPDATE")
_LOCK_RUNS = Prepared(
    name="lock_runs",
    types=("uuid[]",),
    statement=f"SELECT {', '.join(RUN_COLUMNS)} FROM runs WHERE id = ANY($1) FOR NO KEY UPDATE SKIP LOCKED",
)
_EVENTS = Prepared(
    name="tell_events",
    types=("uuid[]", "uuid[]", "text[]", "text[]", "text[]", "timestamptz[]", "bigint[]", "text[]"),
    statement="""INSERT INTO events (id, run_id, phase_id, event_type, payload, timestamp, number, trace_id)
 SELECT id, run, phase, type, payload::jsonb, moment, number, trace
 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS e(id, run, phase, type, payload, moment, number, trace)""",
)
_RUNS = Prepared(
    name="move_runs",
    types=("uuid[]", "integer[]", "timestamptz[]", "bigint[]", "bigint[]", "text[]", "timestamptz[]"),
    statement="""UPDATE runs SET running_tasks = m.running, served_at = m.served,
 event_seq = m.events, ledger_seq = m.entries, ledger_head = m.head, updated_at = m.moment
 FROM unnest($1, $2, $3, $4, $5, $6, $7) AS m(id, running, served, events, entries, head, moment) WHERE runs.id = m.id""",
)
# what steps change of a phase
PHASE_CHANGES = {
    "stage": "text",
    "attempt": "integer",
    "started_at": "timestamptz",
    "completed_at": "timestamptz",
    "evidence_pack_id": "uuid",
    "gate": "jsonb",
    "state": "jsonb",
}
_PHASE = Prepared(
    name="move_phase",
    types=("uuid", "text", "text", "timestamptz", *PHASE_CHANGES.values()),
    statement=f"""UPDATE phases SET status = CASE WHEN $2 IS NULL THEN status WHEN status = $2 THEN $3 END, updated_at = $4,
 {", ".join(f"{name} = coalesce(${number}, {name})" for number, name in enumerate(PHASE_CHANGES, 5))} WHERE id = $1""",
)


class Step:
    """A step in progress: the locked run, the time, and what will be told when it commits."""

    def __init__(self, run: Run, now: datetime):
        self.run = run
        self.now = now
        self._events: list[events.EventRecord] = []
        self._facts: list[events.Fact] = []
        self._changes: dict[str, Any] = {}
        self._after: list[Callable[[], Any]] = []
        self._statements: list[tuple[str | Prepared, list[Any]]] = []
        self._rows: dict[Prepared, list[Sequence[Any]]] = {}
        # by queue, how many tasks it made ready and did not hand out again itself; `runs.engine.hints` tells of them after the commit
        self.ready: Counter[str] = Counter()
        # ids of phases that have been moved on inside this step for the tasks that ended in it
        self.followed: set[str] = set()

    def emit(self, type: str, /, *, phase: str | None = None, **payload: Any) -> None:
        """Tell an event. Its number is the run's next; numbers have no gap because the run is locked."""
        number = self.run.event_seq + 1
        self.change_run(event_seq=number)
        trace = self.run.traceparent.split("-")[1] if self.run.traceparent else None
        self._events.append(
            events.EventRecord(
                id=str(uuid.uuid4()),
                run_id=str(self.run.pk),
                number=number,
                type=type,
                phase=phase,
                payload=payload,
                timestamp=self.now,
                trace_id=trace,
            )
        )

    def record(
        self, kind: str, *, phase: str | None = None, data: Mapping[str, Any], provenance: Mapping[str, Any], columns: Mapping[str, Any] | None = None
    ) -> None:
        """State a fact for the ledger. Raises ValueError for an unknown kind."""
        if kind not in events.FACT_KINDS:
            raise ValueError(f"{kind!r} is no kind of ledger entry")
        self._facts.append(events.Fact(kind=kind, phase=phase, data=data, provenance=provenance, columns=columns or {}))

    def change_run(self, **columns: Any) -> None:
        """Change columns of the locked run; written once, at the end of the step."""
        for name, value in columns.items():
            setattr(self.run, name, value)
        self._changes.update(columns)

    def after_commit(self, call: Callable[[], Any]) -> None:
        """Have `call()` made after the commit, in order; what it does is a hint that may be lost."""
        self._after.append(call)

    def write(self, statement: str | Prepared, values: Sequence[Any]) -> None:
        """Have a statement run at the end of the step, or before `fetch_after`; all of them travel to the database together."""
        self._statements.append((statement, list(values)))

    def insert(self, statement: Prepared, row: Sequence[Any]) -> None:
        """As `write`, by a statement that takes an array a column; all rows of a transaction go together."""
        self._rows.setdefault(statement, []).append(row)

    def flush(self) -> None:
        """Write events, call the subscribers, write the run's row. Called by `step` at its end, or through `flush_all`."""
        flush_all([self])

    def _prepare(self) -> None:
        for event in self._events:
            row = (event.id, event.run_id, event.phase, event.type, event.payload_text, event.timestamp, event.number, event.trace_id)
            self.insert(_EVENTS, row)
        for handler in events.subscribers():
            handler(self, self._events, self._facts)
        if self._changes:
            self.insert(_RUNS, (self.run.pk, *(getattr(self.run, name) for name in _MOVING), self.now))
        rare = {name: value for name, value in self._changes.items() if name not in _MOVING}
        if rare:
            values = [jsonb(value) if name in _JSON else value for name, value in rare.items()]
            self.write(f"UPDATE runs SET {', '.join(f'{name} = %s' for name in rare)} WHERE id = %s", [*values, self.run.pk])

    def _written(self, later: list[Callable[[], Any]] | None) -> None:
        """Have what follows the commit called, and begin anew, for a step may be written in several parts."""
        told, calls = tuple(self._events), self._after
        if told:
            transaction.on_commit(lambda: bus.publish(told))
        if later is not None:
            later += calls
        else:
            for call in calls:
                transaction.on_commit(call)
        self._events, self._facts, self._changes, self._after, self.ready = [], [], {}, [], Counter()


def flush_all(steps: Sequence[Step], *, later: list[Callable[[], Any]] | None = None) -> None:
    """Write what several steps of one transaction gathered, in one journey to the database.

    With `later`, what follows the commit is put there, for the caller to call, instead of being called by the commit.
    """
    for current in steps:
        current._prepare()
    send(steps)
    for current in steps:
        current._written(later)


def send(steps: Iterable[Step]) -> None:
    """Send what these steps wrote so far, for somebody who reads it within the transaction."""
    texts, values = _gathered(steps)
    if texts:
        run(";\n".join(texts), values)


def fetch_after(steps: Iterable[Step], query: Prepared, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Send what these steps wrote so far and, in the same journey, a query; return its rows."""
    texts, parameters = _gathered(steps)
    text, bound = query.bind(values)
    return run(";\n".join([*texts, text]), [*parameters, *bound]).fetchall()


def _gathered(steps: Iterable[Step]) -> tuple[list[str], list[Any]]:
    """Take from steps what they wrote, as texts and their values: statements in order, then rows by statement."""
    rows: dict[Prepared, list[Sequence[Any]]] = {}
    bound: list[tuple[str, Sequence[Any]]] = []
    for current in steps:
        for prepared, found in current._rows.items():
            rows.setdefault(prepared, []).extend(found)
        bound += [statement.bind(values) if isinstance(statement, Prepared) else (statement, values) for statement, values in current._statements]
        current._rows, current._statements = {}, []
    bound += [prepared.bind([list(column) for column in zip(*found, strict=True)]) for prepared, found in rows.items()]
    return [text for text, _ in bound], [value for _, values in bound for value in values]


def run_from(values: Sequence[Any]) -> Run:
    """Return a run from a row of RUN_COLUMNS as a plain cursor gives it (JSONB as text)."""
    return Run.from_db(
        "default",
        RUN_COLUMNS,
        [json.loads(value) if name in _JSON and isinstance(value, str) else value for name, value in zip(RUN_COLUMNS, values, strict=True)],
    )


def lock_run(run_id: str | uuid.UUID) -> Run:
    """Lock a run inside the present transaction and return it. Raises RunNotFound."""
    row = _LOCK_RUN.fetch_one([run_id])
    if row is None:
        raise RunNotFound(f"there is no run {run_id}")
    return run_from(row)


def lock_free_runs(run_ids: Iterable[str]) -> list[Run]:
    """Lock those of these runs that nobody else has locked, inside the present transaction, and return them."""
    return [run_from(row) for row in _LOCK_RUNS.fetch_all([list(run_ids)])]


@contextlib.contextmanager
def step(run_id: str | uuid.UUID, *, now: datetime | None = None) -> Iterator[Step]:
    """Open the transaction of one step and lock the run; commit when the block ends, undo everything when it raises.

    Raises RunNotFound. `now` is the step's time; the wall clock is read once when it is not given.
    """
    with transaction.atomic():
        current = Step(lock_run(run_id), now or wall_clock())
        yield current
        current.flush()


def move_run(current: Step, to: str, *, by: Mapping[str, Any], reason: str = "", **columns: Any) -> None:
    """Change the run's status, with the ledger entry that every such change has. Raises IllegalMove."""
    was = current.run.status
    if to not in RUN_MOVES[was]:
        raise IllegalMove(f"run {current.run.pk} is {was}; it cannot become {to}")
    if to in RUN_ENDED:
        columns.setdefault("completed_at", current.now)
    current.change_run(status=to, **columns)
    current.record("decision", data={"decision": "run_status", "from": str(was), "to": str(to), "reason": reason}, provenance=by)


def move_phase(current: Step, phase: Phase, to: str, **columns: Any) -> None:
    """Change a phase's status by compare-and-swap, with everything else that the step writes. Raises IllegalMove when it is not allowed.

    A phase that has another status by then becomes NULL, which the column refuses: the whole step is undone.
    """
    was = phase.status
    if to not in PHASE_MOVES[was]:
        raise IllegalMove(f"phase {phase.name} is {was}; it cannot become {to}")
    change_phase(current, phase, was=str(was), to=str(to), **columns)
    for name, value in {"status": to, **columns}.items():
        setattr(phase, name, value)


def change_phase(current: Step, phase: Phase, *, was: str | None = None, to: str | None = None, **columns: Any) -> None:
    """Write PHASE_CHANGES columns of a phase, to values that are not None, with everything else that the step writes."""
    unknown = columns.keys() - PHASE_CHANGES.keys()
    if unknown:
        raise ValueError(f"no step changes {', '.join(sorted(unknown))} of a phase")
    values = [jsonb(columns[name]) if name in columns and name in _JSON else columns.get(name) for name in PHASE_CHANGES]
    current.write(_PHASE, [str(phase.pk), was, to, current.now, *values])
