"""What becomes of a claimed task: its result is accepted once, its failure leads to a decision, or it is given back.

Every write here carries the fence: a worker that lost its lease changes no row and raises LostLease.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from ideamine.lib.clock import now as wall_clock
from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from runs import budgets
from runs.contracts import ArtifactDraft, Outcome
from runs.engine import retries, timers
from runs.engine.claims import Claim
from runs.errors import LostLease, TaskError
from runs.models import Checkpoint, TaskStatus
from runs.transitions import Step, flush_all, lock_run, step

_FINISH = Prepared(
    name="finish_task",
    types=("text", "jsonb", "text", "text", "jsonb", "timestamptz", "boolean", "uuid", "bigint"),
    statement="""UPDATE tasks SET status = $1, result = $2, error = $3, error_class = $4, cost = $5, completed_at = $6,
 progress = CASE WHEN $7 THEN 100 ELSE progress END, lease_owner = NULL, lease_expires_at = NULL
 WHERE id = $8 AND fence = $9 AND status = 'running'""",
)
_RETURN = Prepared(
    name="return_task",
    types=("text", "integer", "text", "text", "text", "timestamptz", "uuid", "bigint"),
    statement="""UPDATE tasks SET status = $1, retries = retries + $2, error = $3, error_class = $4, parked_reason = $5, ready_at = $6,
 lease_owner = NULL, lease_expires_at = NULL WHERE id = $7 AND fence = $8 AND status = 'running'""",
)
_FINISH_ALL = Prepared(
    name="finish_tasks",
    types=("uuid[]", "bigint[]", "text[]", "text[]", "timestamptz"),
    statement="""UPDATE tasks t SET status = 'succeeded', result = d.result::jsonb, error = NULL, error_class = NULL, cost = d.cost::jsonb,
 completed_at = $5, progress = 100, lease_owner = NULL, lease_expires_at = NULL
 FROM unnest($1, $2, $3, $4) AS d(id, fence, result, cost) WHERE t.id = d.id AND t.fence = d.fence AND t.status = 'running'""",
)
ERROR_CHARACTERS = 4000
EndedHandler = Callable[[Mapping[str, Step]], None]
_ended_handlers: list[EndedHandler] = []


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A claimed task and what it came to."""

    claim: Claim
    outcome: Outcome


def on_ended(handler: EndedHandler) -> None:
    """Have `handler({phase's id: its run's step})` called, inside the transaction, for the phases whose tasks succeeded in it."""
    if handler not in _ended_handlers:
        _ended_handlers.append(handler)


def complete(claim: Claim, outcome: Outcome) -> None:
    """Accept the outcome of a claimed task, with its artifacts and charges, in a transaction of its own. Raises LostLease."""
    with transaction.atomic():
        current = Step(lock_run(claim.run_id), wall_clock())
        accept([Finished(claim=claim, outcome=outcome)], {claim.run_id: current})
        current.flush()


def accept(finished: Sequence[Finished], steps: Mapping[str, Step]) -> None:
    """Accept outcomes inside the present transaction; `steps` are those of their runs, by the run's id. Raises LostLease if one is refused."""
    costs = [_settle(steps[done.claim.run_id], done) for done in finished]
    changed = _FINISH_ALL.change(
        [
            [done.claim.spec.id for done in finished],
            [done.claim.fence for done in finished],
            [jsonb(done.outcome.result) for done in finished],
            [jsonb(cost) for cost in costs],
            next(iter(steps.values())).now,
        ]
    )
    if changed != len(finished):
        raise LostLease(f"no longer held: one of {', '.join(f'{done.claim.spec.id} under fence {done.claim.fence}' for done in finished)}")
    for done, cost in zip(finished, costs, strict=True):
        _accepted(steps[done.claim.run_id], done.claim, done.outcome, cost)


def follow(finished: Sequence[Finished], steps: Mapping[str, Step], later: list[Callable[[], Any]]) -> None:
    """Let what depends on these tasks go on, inside the present transaction. `later` is as in `flush_all`."""
    ended = {done.claim.phase_row: steps[done.claim.run_id] for done in finished}
    for phase_id, current in ended.items():
        current.followed.add(phase_id)
    if any(done.outcome.artifacts for done in finished):
        # what follows reads their rows
        flush_all(list(steps.values()), later=later)
    for handler in _ended_handlers:
        handler(ended)


def _settle(current: Step, done: Finished) -> dict[str, float]:
    claim, outcome = done.claim, done.outcome
    return budgets.settle_task(current, claim.phase_row, claim.spec.id, outcome.cost) if outcome.cost or claim.reserved else {}


def _accepted(current: Step, claim: Claim, outcome: Outcome, cost: Mapping[str, float]) -> None:
    for place, artifact in enumerate(outcome.artifacts):
        _record_artifact(current, claim, artifact, place)
    for signature in outcome.signatures:
        current.record("signature", phase=claim.spec.phase, data=signature, provenance={"source": claim.spec.target, "fence": claim.fence})
    if cost:
        current.record("cost", phase=claim.spec.phase, data={"task_id": claim.spec.id, "charged": cost}, provenance={"source": claim.spec.target})
    if claim.saved_checkpoint or claim.checkpoint is not None:
        Checkpoint.objects.filter(task_id=claim.spec.id).delete()
    _ended(current, claim, TaskStatus.SUCCEEDED, provenance=outcome.provenance, artifacts=len(outcome.artifacts), cost=cost)


def fail(claim: Claim, error: TaskError) -> retries.RetryDecision:
    """Write down a failed attempt, decide what follows, do it, and return the decision. Raises LostLease."""
    decision = retries.decide(
        error_class=error.error_class,
        retries=claim.spec.retries,
        max_attempts=claim.max_attempts,
        retry_after_s=error.retry_after_s,
        seed=f"{claim.spec.id}/{claim.spec.retries}",
    )
    message = str(error)[:ERROR_CHARACTERS]
    with step(claim.run_id) as current:
        cost = budgets.settle_task(current, claim.phase_row, claim.spec.id, {}) if claim.reserved else {}
        if decision.again:
            _put_back(current, claim, decision, message, error.error_class)
        else:
            status = TaskStatus.DEAD if decision.action == "dead" else TaskStatus.FAILED
            _change(_FINISH, [status, "null", message, error.error_class, jsonb(cost), current.now, False, claim.spec.id, claim.fence], claim)
            _ended(current, claim, status, provenance={}, error=message, error_class=error.error_class, reason=decision.reason, cost=cost)
    return decision


def release(claim: Claim, reason: str) -> None:
    """Give a task back unharmed, as at a shutdown: ready again, no attempt used."""
    with step(claim.run_id) as current:
        if claim.reserved:
            budgets.settle_task(current, claim.phase_row, claim.spec.id, {})
        _change(_RETURN, [TaskStatus.READY, 0, None, None, None, current.now, claim.spec.id, claim.fence], claim)
        current.change_run(running_tasks=max(0, current.run.running_tasks - 1))
        current.emit(
            "task.retry",
            phase=claim.spec.phase,
            task_id=claim.spec.id,
            target=claim.spec.target,
            reason=reason,
            attempt=claim.spec.retries,
            strategy="release",
            delay_s=0,
        )


def _record_artifact(current: Step, claim: Claim, artifact: ArtifactDraft, place: int) -> None:
    """Write down the artifact that a task made as its `place`-th: of two of one name the later is the newer, and ids say nothing about that."""
    data = {"artifact_id": artifact.id, "type": artifact.type, "name": artifact.name, "hash": artifact.hash, "size": artifact.size}
    columns = {**artifact.as_json(), "phase": claim.spec.phase, "attempt": claim.attempt, "task_id": claim.spec.id, "position": place}
    current.record("artifact", phase=claim.spec.phase, data=data, provenance=artifact.provenance, columns=columns)


def _put_back(current: Step, claim: Claim, decision: retries.RetryDecision, message: str, error_class: str) -> None:
    waits = decision.delay_s > 0
    status = TaskStatus.PARKED if waits else TaskStatus.READY
    _change(
        _RETURN,
        [
            status,
            decision.counts,
            message,
            error_class,
            decision.reason if waits else None,
            None if waits else current.now,
            claim.spec.id,
            claim.fence,
        ],
        claim,
    )
    if waits:
        timers.schedule(current, claim.spec.id, current.now + timedelta(seconds=decision.delay_s), "retry", {"kind": "task"})
    current.change_run(running_tasks=max(0, current.run.running_tasks - 1))
    current.emit(
        "task.retry",
        phase=claim.spec.phase,
        task_id=claim.spec.id,
        target=claim.spec.target,
        reason=message[:500],
        attempt=claim.spec.retries + decision.counts,
        strategy=decision.reason,
        delay_s=round(decision.delay_s, 3),
    )
    current.record(
        "task",
        phase=claim.spec.phase,
        provenance=_provenance(claim, {}),
        data={"task_id": claim.spec.id, "target": claim.spec.target, "status": "retry", "error": message, "error_class": error_class},
    )


def _change(statement: Prepared, values: list[Any], claim: Claim) -> None:
    if statement.change(values) != 1:
        raise LostLease(f"task {claim.spec.id} is no longer held under fence {claim.fence}")


def _ended(current: Step, claim: Claim, status: str, *, provenance: Mapping[str, Any], **told: Any) -> None:
    spec = claim.spec
    current.change_run(running_tasks=max(0, current.run.running_tasks - 1))
    keys = {
        "task_id": spec.id,
        "phase_id": claim.phase_row,
        "target": spec.target,
        "stage": claim.stage,
        "attempt": claim.attempt,
        "type": spec.type,
        "status": str(status),
    }
    if status == TaskStatus.DEAD:
        current.emit("task.dead_lettered", phase=spec.phase, **keys, **told)
    else:
        current.emit("task.complete", phase=spec.phase, **keys, **told)
    if spec.type == "agent":
        current.emit("phase.agent.complete", phase=spec.phase, agent=spec.target, task_id=spec.id, success=status == TaskStatus.SUCCEEDED)
    current.record(
        "task",
        phase=spec.phase,
        provenance=_provenance(claim, provenance),
        data={
            "task_id": spec.id,
            "target": spec.target,
            "stage": claim.stage,
            "attempt": claim.attempt,
            "retries": spec.retries,
            "status": str(status),
            **told,
        },
    )


def _provenance(claim: Claim, more: Mapping[str, Any]) -> dict[str, Any]:
    return {"source": claim.spec.target, "kind": claim.spec.type, "fence": claim.fence, "idempotence_key": claim.spec.idempotence_key, **more}
