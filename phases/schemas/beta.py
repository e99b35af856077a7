"""What beta leaves behind: what was deployed, which signals are live, what scripted personas met, and the report on all of it."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, boolean, integer, list_of, nullable, number, record, text

COMMIT = text(pattern="^[0-9a-f]{40}$")
COUNT = integer(minimum=0)
CHECK = record(check=text(), passed=boolean(), detail=text(empty=True))
TASKS = record(persona=text(), name=text(), tasks=COUNT, completed=COUNT)
ENDPOINT = record(endpoint=text(), requests=COUNT, client_errors=COUNT, server_errors=COUNT, p95_ms=nullable(number(volatile=True)))

ARTIFACTS: dict[str, Schema] = {
    "BetaDeployment": artifact(
        "BetaDeployment",
        version=text(),
        commit=COMMIT,
        environment=text(),
        command=text(),
        deployed=boolean(),
        checks=list_of(CHECK),
        statements=list_of(text(claim=True), minimum=1),
    ),
    "TelemetryConfig": artifact(
        "TelemetryConfig",
        version=text(),
        commit=COMMIT,
        log_line=text(),
        probe=record(path=text(pattern="^/"), interval_s=integer(minimum=1), timeout_s=integer(minimum=1)),
        signals=list_of(
            record(
                id=text(pattern="^TEL-[0-9]{2}$"), name=text(), source=text(), formula=text(), alert=text(), why=text(claim=True), live=boolean(),
                observed=text(),
            ),
            minimum=1,
        ),
        not_given=list_of(text(claim=True)),
    ),
    "BetaFeedback": artifact(
        "BetaFeedback",
        commit=COMMIT,
        participants=text(claim=True),
        items=list_of(
            record(
                id=text(pattern="^FB-[0-9]{3}$"), persona=text(), kind=text(enum=["worked", "friction", "failure"]), text=text(claim=True),
                report=text(), pointer=text(pattern="^/"),
            )
        ),
        # how long answers took is no property of the release
        speed=text(claim=True, volatile=True),
    ),
    "Analytics": artifact(
        "Analytics",
        commit=COMMIT,
        requests=COUNT,
        client_errors=COUNT,
        server_errors=COUNT,
        error_share=nullable(number()),
        tasks=COUNT,
        tasks_completed=COUNT,
        task_completion=nullable(number()),
        endpoints=list_of(ENDPOINT),
        personas=list_of(TASKS),
        statements=list_of(text(claim=True), minimum=1),
    ),
    "BetaReport": artifact(
        "BetaReport",
        title=text(),
        version=text(),
        commit=COMMIT,
        participants=text(claim=True),
        figures=list_of(text(claim=True)),
        worked=list_of(text(claim=True)),
        frictions=list_of(text(claim=True)),
        failures=list_of(text(claim=True)),
        questions=list_of(text()),
        speed=text(claim=True, volatile=True),
        questions_about_speed={**list_of(text()), "x-volatile": True},
        limits=list_of(text(claim=True)),
    ),
}  # fmt: skip
