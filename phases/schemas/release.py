"""What release leaves behind: notes from commits, documents, and plans whose files, commands and figures can be checked."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, boolean, integer, list_of, nullable, number, record, text

COMMIT = text(pattern="^[0-9a-f]{40}$")
STEP = record(id=text(pattern="^[DR]-[0-9]{2}$"), title=text(), commands=list_of(text()), files=list_of(text()), expect=text(claim=True))
CHECK = record(check=text(), passed=boolean(), detail=text(empty=True))
REHEARSAL = record(
    commit=COMMIT,
    previous=COMMIT,
    passed=boolean(),
    rows_written=integer(minimum=0),
    rows_kept=integer(minimum=0),
    # the version after the release, made by rule: its migration, and the rows that it found and that the copy brought back
    next_migration=text(),
    rows_kept_migrated=integer(minimum=0),
    rows_restored=integer(minimum=0),
    steps=list_of(CHECK),
)
ENVIRONMENT = record(name=text(), how=text(claim=True), files=list_of(text(), minimum=1))
SIGNAL = record(
    id=text(pattern="^CAN-[0-9]{2}$"),
    signal=text(),
    source=text(),
    formula=text(),
    why=text(claim=True),
    baseline=nullable(number(volatile=True)),
    threshold=nullable(number(volatile=True)),
    unit=text(),
    action=text(enum=["roll back", "hold"]),
)

ARTIFACTS: dict[str, Schema] = {
    "ReleaseNotes": artifact(
        "ReleaseNotes",
        version=text(),
        title=text(),
        summary=text(claim=True),
        base_commit=COMMIT,
        changes=list_of(
            record(kind=text(enum=["added", "changed"]), story=text(empty=True), text=text(claim=True), commits=list_of(COMMIT, minimum=1)), minimum=1
        ),
        not_included=list_of(text(claim=True)),
        known_limits=list_of(text(claim=True)),
    ),
    "DeploymentPlan": artifact(
        "DeploymentPlan",
        version=text(),
        environments=list_of(ENVIRONMENT, minimum=1),
        settings=list_of(record(option=text(), default=text(), meaning=text())),
        steps=list_of(STEP, minimum=1),
        health=record(path=text(pattern="^/"), expect=integer(), command=text()),
        data=record(where=text(), backup=text(claim=True)),
    ),
    "RollbackPlan": artifact(
        "RollbackPlan",
        version=text(),
        returns_to=text(),
        triggers=list_of(text(claim=True), minimum=1),
        steps=list_of(STEP, minimum=1),
        # null until it was rehearsed on the released commit
        rehearsal=nullable(REHEARSAL),
    ),
    "CanaryRules": artifact(
        "CanaryRules",
        version=text(),
        share_percent=integer(minimum=1, maximum=100),
        rules=list_of(SIGNAL, minimum=1),
        measured_on=nullable(record(commit=COMMIT, tool=text(), requests=integer(minimum=1))),
        limits=list_of(text(claim=True)),
    ),
    "Documentation": artifact(
        "Documentation",
        version=text(),
        documents=list_of(record(path=text(), title=text(), audience=text(), purpose=text(claim=True), text=text()), minimum=1),
        operations=integer(minimum=1),
    ),
    "ReleaseManifest": artifact(
        "ReleaseManifest",
        version=text(),
        commit=COMMIT,
        tree=COMMIT,
        previous=COMMIT,
        files=list_of(text(), minimum=1),
        statements=list_of(text(claim=True), minimum=1),
    ),
}
