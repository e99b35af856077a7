"""What people and doors do to runs: request, pause, resume, cancel. Each is one step; the phases follow by themselves."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from ideamine.lib.canonical import digest
from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from phases import clocks, ideas, orchestrator, planning
from phases.configuration import load_configuration
from phases.contracts.plans import RunPlan
from phases.stages.work import RunWork
from runs.engine import hints
from runs.errors import IdempotencyConflict, IllegalMove
from runs.models import Run, RunStatus
from runs.transitions import move_run, step

_INSERT_PHASES = Prepared(
    name="plan_phases",
    types=("uuid", "text[]", "integer[]", "text[]", "text[]", "text[]", "text[]"),
    statement="""INSERT INTO phases (run_id, phase_id, position, budgets, plan, plan_hash, state)
 SELECT $1, name, position, budgets::jsonb, plan::jsonb, hash, state::jsonb
 FROM unnest($2, $3, $4, $5, $6, $7) AS p(name, position, budgets, plan, hash, state)""",
)
KEY_CHARACTERS = 200


@dataclass(frozen=True, kw_only=True)
class Requested:
    """A run that was asked for; `created` is false when the same request had made it before."""

    run: Run
    created: bool


def request_run(
    idea: Any,
    *,
    title: str | None = None,
    budgets: Mapping[str, Any] | None = None,
    until: str | None = None,
    priority: int = 100,
    source: str = "command",
    created_by: str = "",
    idempotency_key: str | None = None,
    config_dir: Path | str | None = None,
    traceparent: str | None = None,
    after: Run | None = None,
) -> Requested:
    """Take an idea in: check it and the configuration, plan the run, and write it down as pending, with its phases.

    `idea` is text, bytes (UTF-8) or a mapping with `text` and what else `ideas.KEYS` names; with `after`, an earlier run, it is what that
    run's idea lacked, such as answers to the questions of its beta, and the new run names it as its parent.
    Raises IdeaRefused, ConfigurationRefused, UnknownPhase, BudgetRefused, IdempotencyConflict; nothing is left behind then.
    """
    taken = ideas.take_in(idea) if after is None else ideas.carried_on(after.idea, idea)
    asked = digest({"idea": taken, "title": title, "budgets": dict(planning.checked_budgets(budgets or {})), "until": until, "priority": priority})
    if idempotency_key is not None and not 0 < len(idempotency_key) <= KEY_CHARACTERS:
        raise IdempotencyConflict(f"an idempotency key has 1 to {KEY_CHARACTERS} characters; this one has {len(idempotency_key)}")
    if idempotency_key is not None and (known := _known(created_by, idempotency_key, asked)):
        return Requested(run=known, created=False)
    run_id = uuid.uuid4()
    plan = planning.create_run_plan(str(run_id), load_configuration(config_dir), budgets=budgets, until=until)
    shown = plan.as_json()
    run = Run(
        id=run_id,
        title=(title or ideas.title_of(taken))[:200],
        idea=taken,
        source=source,
        created_by=created_by,
        priority=priority,
        plan=shown,
        plan_hash=shown["plan_hash"],
        budgets=dict(plan.budgets),
        idempotency_key=idempotency_key,
        request_hash=asked if idempotency_key is not None else None,
        traceparent=traceparent,
        parent_run=after,
    )
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            _INSERT_PHASES.change([str(run_id), *_phases(plan)])
            transaction.on_commit(lambda: hints.call("phases.advance_run", str(run_id)))
    except IntegrityError:
        # another request with the same key was faster
        known = _known(created_by, idempotency_key, asked) if idempotency_key is not None else None
        if known is None:
            raise
        return Requested(run=known, created=False)
    return Requested(run=run, created=True)


def pause_run(run_id: Any, *, by: str, reason: str = "") -> None:
    """Let nothing new start; what is in flight ends. Raises RunNotFound, IllegalMove."""
    with step(run_id) as current:
        move_run(current, RunStatus.PAUSED, by=_person(by), reason=reason)
        clocks.stop(current)
        current.emit("run.paused", by=by or "unknown", reason=reason)


def resume_run(run_id: Any, *, by: str, reason: str = "") -> None:
    """Let a paused run go on. Raises RunNotFound, IllegalMove."""
    with step(run_id) as current:
        if current.run.status != RunStatus.PAUSED:
            # pending → running is the orchestrator's move
            raise IllegalMove(f"run {run_id} is {current.run.status}; only a paused run can be resumed")
        move_run(current, RunStatus.RUNNING, by=_person(by), reason=reason)
        clocks.start_again(current)
        current.emit("run.resumed", by=by or "unknown", reason=reason)
        orchestrator.follow(RunWork(current))
        current.after_commit(lambda: hints.call("phases.advance_run", str(run_id)))


def cancel_run(run_id: Any, *, by: str, reason: str = "") -> None:
    """End a run: nothing starts any more, running tasks are stopped. Raises RunNotFound, IllegalMove."""
    with step(run_id) as current:
        move_run(current, RunStatus.CANCELLED, by=_person(by), reason=reason)
        orchestrator.cancel_phases(RunWork(current), reason or f"cancelled by {by}")
        current.emit("run.cancelled", by=by or "unknown", reason=reason)


def _person(by: str) -> dict[str, str]:
    return {"source": "person", "by": by}


def _known(created_by: str, key: str, asked: str) -> Run | None:
    """Return the run that this key made. Raises IdempotencyConflict when it was asked for in other words."""
    run = Run.objects.filter(created_by=created_by, idempotency_key=key).first()
    if run is not None and run.request_hash != asked:
        raise IdempotencyConflict(f"the idempotency key {key[:KEY_CHARACTERS]!r} was used for another request, run {run.pk}; use a new key")
    return run


def _phases(plan: RunPlan) -> list[list[Any]]:
    """Return the columns of the phases' rows, as `_INSERT_PHASES` takes them."""
    rows = [
        (phase.phase, position, jsonb(dict(phase.budgets)), phase.as_text, phase.hash, jsonb({"dependencies": list(phase.dependencies)}))
        for position, phase in enumerate(plan.phase_plans)
    ]
    return [list(column) for column in zip(*rows, strict=True)]
