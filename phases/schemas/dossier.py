"""The schema of the release dossier (`schema.release.dossier.v1`); it is no artifact, but what is said of all of them."""

from __future__ import annotations

from phases.schemas.build import DIALECT, Schema, anything, boolean, integer, list_of, map_of, nullable, number, record, text

SHA256 = text(pattern="^[0-9a-f]{64}$")
WORD = text(empty=True)
TIME = nullable(text())
OBJECT: Schema = {"type": "object"}
LISTED = {
    "id": text(),
    "type": text(),
    "name": text(),
    "phase": text(),
    "attempt": integer(minimum=1),
    "media_type": text(),
    "size": integer(minimum=0),
    "sha256": SHA256,
    "content_digest": nullable(SHA256),
    "inputs": list_of(text()),
    "producer": OBJECT,
    "fault": WORD,
}
PART = record(**LISTED, encoding=nullable(text(enum=["utf-8", "base64"])), content=nullable(WORD))
SECTION = record(parts=list_of(PART), missing=list_of(text()))
CODE = record(parts=list_of(PART), missing=list_of(text()), commit=nullable(text()), tree=nullable(text()), content_digest=nullable(SHA256))
MEASUREMENT = record(
    guard=text(), guard_version=text(), value={"type": ["number", "boolean", "null"]}, unit=WORD, producer=OBJECT, output_sha256=SHA256
)
RUBRIC = record(
    rubric=text(),
    value=anything(),
    hard=boolean(),
    optional=boolean(),
    outcome=text(),
    measured=anything(),
    reason=WORD,
    guards=list_of(WORD),
    waived=boolean(),
    measurements=list_of(MEASUREMENT),
)
GATE = record(
    phase=text(),
    status=text(),
    attempts=integer(minimum=1),
    started_at=TIME,
    completed_at=TIME,
    duration_ms=nullable(integer(minimum=0)),
    plan_hash=nullable(text()),
    usage=map_of(number()),
    verdict=nullable(OBJECT),
    reasons=list_of(text()),
    rubrics=list_of(RUBRIC),
    qav_summary=nullable(OBJECT),
    findings=list_of(record(guard=text(), severity=nullable(text()), message=nullable(WORD))),
    history=list_of(
        record(attempt=nullable(integer(minimum=1)), **{"pass": nullable(boolean())}, score=nullable(number()), reasons=nullable(list_of(text())))
    ),
)
TOTALS = record(
    duration_ms=nullable(integer(minimum=0)),
    usage=map_of(number()),
    budgets=map_of(number()),
    phases=integer(minimum=0),
    phases_completed=integer(minimum=0),
    gates_evaluated=integer(minimum=0),
    gates_passed=integer(minimum=0),
    phase_completion_rate=nullable(number(minimum=0, maximum=1)),
    gate_pass_rate=nullable(number(minimum=0, maximum=1)),
    artifacts=integer(minimum=0),
)

DOSSIER: Schema = {
    "$schema": DIALECT,
    "$id": "schema.release.dossier.v1",
    "title": "ReleaseDossier",
    **record(
        {"signature": record(algorithm=text(), keyid=text(), public_key=text(), envelope=OBJECT)},
        schema={"const": "schema.release.dossier.v1"},
        version=text(),
        run=record(
            id=text(),
            title=text(),
            idea=anything(),
            source=text(),
            status=text(),
            attention=nullable(WORD),
            plan_hash=nullable(text()),
            created_at=TIME,
            started_at=TIME,
            completed_at=TIME,
        ),
        complete=boolean(),
        missing=list_of(text()),
        product=SECTION,
        code=CODE,
        security=SECTION,
        quality=SECTION,
        deployment=SECTION,
        artifacts=list_of(record(**LISTED)),
        gates=list_of(GATE),
        assumptions=list_of(record(phase=text(), assumption=text(), rationale=nullable(WORD), artifact=WORD, pointer=WORD)),
        waivers=list_of(
            record(
                phase=text(),
                rubric=text(),
                owner=text(),
                expires_at=TIME,
                status=nullable(text()),
                compensating_control=nullable(WORD),
                granted_by=WORD,
            )
        ),
        totals=TOTALS,
        ledger=record(
            length=integer(minimum=0),
            head=WORD,
            bodies=map_of(text()),
            chain=list_of({"type": "array", "prefixItems": [integer(minimum=1), text(), nullable(text()), SHA256], "minItems": 4, "maxItems": 4}),
        ),
        made_with=map_of(text()),
        content_digest=SHA256,
    ),
}
