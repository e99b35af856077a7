"""One JSON Schema an event type: the envelope that streams and the API show, with the payload of that type, closed."""

from __future__ import annotations

from phases.schemas.build import DIALECT, Schema, boolean, integer, list_of, map_of, nullable, number, record, text

_PCT = number(minimum=0, maximum=100)
_TASK = {"task_id": text(), "target": text()}
_PLACE = {"phase_id": text(), "stage": text(), "attempt": integer(minimum=1), "type": text(enum=["agent", "tool"])}
_ENDED = {"artifacts": integer(minimum=0), "cost": map_of(number()), "error": text(empty=True), "error_class": text(), "reason": text(empty=True)}
_ACT = {"reason": text(empty=True), "by": text()}
_BUDGET = {"scope": text(enum=["phase", "run"]), "resource": text(), "limit": number(minimum=0)}
_TEXTS = list_of(text())

PAYLOADS: dict[str, Schema] = {
    "run.started": record(title=text(), plan_hash=text(), phases=_TEXTS),
    "run.complete": record(phases=_TEXTS),
    "run.failed": record(reasons=_TEXTS),
    "run.paused": record(**_ACT),
    "run.resumed": record(**_ACT),
    "run.cancelled": record(**_ACT),
    "run.attention": record(reason=text()),
    "phase.started": record(plan_hash=text(), agents=_TEXTS, guards=_TEXTS, timebox=text()),
    "phase.progress": record(
        pct=_PCT,
        eta=nullable(integer(minimum=0)),
        metrics=record(stage=text(), attempt=integer(minimum=1), tasks_done=integer(minimum=0), tasks_planned=integer(minimum=0)),
    ),
    "phase.agent.complete": record(agent=text(), task_id=text(), success=boolean()),
    "phase.ready": record(attempt=integer(minimum=1), evidence_pack_id=text(), artifacts=integer(minimum=0)),
    "phase.gate.passed": record(attempt=integer(minimum=1), score=number(minimum=0, maximum=100), waived=_TEXTS, not_evaluable=_TEXTS),
    "phase.gate.failed": record(
        attempt=integer(minimum=1), score=number(minimum=0, maximum=100), reasons=_TEXTS, required_actions=_TEXTS, retries_left=integer(minimum=0)
    ),
    "phase.complete": record(
        attempt=integer(minimum=1), duration_ms=integer(minimum=0), score=number(minimum=0, maximum=100), artifacts=integer(minimum=0)
    ),
    "phase.stalled": record({"strategy": text(), "silent_s": number(minimum=0)}, **_TASK),
    "phase.error": record(reasons=_TEXTS),
    "task.started": record(
        **_TASK, stage=text(), attempt=integer(minimum=1), retries=integer(minimum=0), fence=integer(minimum=0), worker=text(), resumed=boolean()
    ),
    "task.progress": record(**_TASK, pct=_PCT, note=text(empty=True)),
    "task.retry": record(
        {"delay_s": number(minimum=0), "crash_count": integer(minimum=0)},
        **_TASK,
        reason=text(empty=True),
        attempt=integer(minimum=0),
        strategy=text(),
    ),
    "task.complete": record(_ENDED, **_TASK, **_PLACE, status=text(enum=["succeeded", "failed", "cancelled"])),
    "task.dead_lettered": record({**_ENDED, "crash_count": integer(minimum=0)}, **_TASK, **_PLACE, status=text(enum=["dead"])),
    "gate.evaluated": record(
        {"pass": boolean()},
        attempt=integer(minimum=1),
        score=number(minimum=0, maximum=100),
        reasons=_TEXTS,
        required_actions=_TEXTS,
        waived=_TEXTS,
        not_evaluable=_TEXTS,
    ),
    "kmap.delta.created": record(frame_ids=_TEXTS),
    "kmap.fusion.complete": record(frame_ids=_TEXTS, consensus=number(minimum=0, maximum=1)),
    "budget.alert": record(**_BUDGET, share=number(minimum=0)),
    "budget.exceeded": record(**_BUDGET, asked=number(minimum=0), committed=number(minimum=0)),
}


def event_schema(type: str) -> Schema:
    """Return the schema of one event type: the whole event as streams carry it. Raises KeyError."""
    nothing: Schema = {"type": "null"}
    keys = record(run_id=text(), phase={"anyOf": [text(), nothing]})
    body = record(
        id=text(),
        number=integer(minimum=1),
        type={"const": type},
        keys=keys,
        payload=PAYLOADS[type],
        trace_id=nullable(text()),
        timestamp={"type": "string", "format": "date-time"},
    )
    return {"$schema": DIALECT, "$id": f"schema.event.{type}.v1", "title": type, **body}


def event_schemas() -> dict[str, Schema]:
    """Return event type → schema, sorted."""
    return {type: event_schema(type) for type in sorted(PAYLOADS)}
