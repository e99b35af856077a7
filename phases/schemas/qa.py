"""What the qa phase leaves behind: tests, coverage, latencies, load, accessibility, compatibility; each about one commit of the product."""

from __future__ import annotations

from phases.schemas.build import Schema, anything, artifact, boolean, integer, list_of, map_of, nullable, number, record, text

COMMIT = nullable(text(pattern="^[0-9a-f]{40}$"))
COUNT = nullable(integer(minimum=0))
# an error's text may name ports and times
IDENTITY = {"commit": COMMIT, "outcome": text(enum=["ok", "error"]), "error": text(empty=True, volatile=True)}
STATEMENTS = list_of(text(claim=True))
# sentences with measured times: claims as any other, but left out of content digests
FIGURES = {**list_of(text(claim=True)), "x-volatile": True}
TIMES = record(requests=integer(minimum=1), p50_ms=number(minimum=0), p95_ms=number(minimum=0), p99_ms=number(minimum=0), max_ms=number(minimum=0))
CROWD = record(
    **TIMES["properties"],
    statuses=map_of(integer(minimum=0)),
    unanswered=integer(minimum=0),
    seconds=number(minimum=0),
    throughput_rps=number(minimum=0),
    error_rate=number(minimum=0, maximum=1),
)
BOUNDS = list_of(record(nfr=text(), metric=text(), operator=text(), value=number(), unit=text()))
FAILURE = record(test=text(), kind=text(), message=text(empty=True))
STEP = record(
    journey=text(), entity=text(), step=text(), action=text(), outcome=text(enum=["passed", "failed", "not reached"]), message=text(empty=True)
)
RESULT = text(enum=["passed", "failed", "not run", "unknown"])
SLIP = record(rule=text(), page=text(), message=text())
VIOLATION = record(rule=text(), criterion=text(), page=text(), message=text())
BROWSER = record(
    engine=text(),
    browser=text(empty=True),
    limitation=text(empty=True),
    told=text(),
    pages=list_of(text()),
    rules=integer(minimum=0),
    violations=list_of(VIOLATION),
    undecided=list_of(record(page=text(), rule=text())),
)


def volatile(schema: Schema) -> Schema:
    return {**schema, "x-volatile": True}


HEAD = text(pattern="^[0-9a-f]{40}$")

ARTIFACTS: dict[str, Schema] = {
    "BranchJoin": artifact(
        "BranchJoin",
        commit_before=HEAD,
        commit=HEAD,
        tree=HEAD,
        joined=list_of(record(commit=HEAD, subject=text(), phase=text())),
        left=list_of(record(commit=HEAD, subject=text(), phase=text(), reason=text(volatile=True))),
        tests=integer(minimum=0),
        tests_passed=integer(minimum=0),
    ),
    "TestReports": artifact(
        "TestReports",
        suite=record(**IDENTITY, tests=COUNT, passed=COUNT, failed=COUNT, errors=COUNT, skipped=COUNT, failures=list_of(FAILURE)),
        end_to_end=record(**IDENTITY, journeys=COUNT, steps=list_of(STEP), failed=COUNT, startup_s=volatile(nullable(number(minimum=0)))),
        stories=list_of(
            record(
                story=text(), entity=text(), action=text(), walked_by=text(enum=["journey", "own tests"]), steps=integer(minimum=0), walked=boolean()
            )
        ),
        statements=STATEMENTS,
    ),
    "TraceReport": artifact(
        "TraceReport",
        commit=COMMIT,
        rows=list_of(
            record(
                {"rule": text()},
                requirement=text(),
                stories=list_of(text()),
                screens=list_of(text()),
                endpoints=list_of(text()),
                tests=list_of(record(test=text(), result=RESULT)),
                result=RESULT,
            )
        ),
        constraints=list_of(record(constraint=text(), method=text(), result=text())),
    ),
    "CoverageReport": artifact(
        "CoverageReport",
        **IDENTITY,
        lines=COUNT,
        covered=COUNT,
        percent=nullable(number(minimum=0, maximum=100)),
        files=list_of(record(path=text(), lines=integer(minimum=0), covered=integer(minimum=0), missing=list_of(integer(minimum=1)))),
        statements=STATEMENTS,
    ),
    "PerfReport": artifact(
        "PerfReport",
        **IDENTITY,
        operation=nullable(text()),
        users=COUNT,
        rows=COUNT,
        requests_each=COUNT,
        wrong_answers=COUNT,
        alone=volatile(map_of(TIMES)),
        crowd=volatile(nullable(CROWD)),
        bounds=BOUNDS,
        statements=STATEMENTS,
        figures=FIGURES,
    ),
    "LoadReport": artifact(
        "LoadReport",
        **IDENTITY,
        users=COUNT,
        duration_s=nullable(number(minimum=0)),
        mix=map_of(integer(minimum=0)),
        load=volatile(nullable(CROWD)),
        bounds=BOUNDS,
        statements=STATEMENTS,
        figures=FIGURES,
    ),
    "A11yAudit": artifact(
        "A11yAudit",
        **IDENTITY,
        standard=text(),
        pages=list_of(text()),
        rules=list_of(record(id=text(), criterion=text(), violations=integer(minimum=0), asks=text(claim=True))),
        violations=list_of(VIOLATION),
        violations_count=COUNT,
        # whether a machine has a browser, and which, is no property of the product
        browser=volatile(nullable(BROWSER)),
        figures=FIGURES,
        not_checked=list_of(text()),
        statements=STATEMENTS,
    ),
    "CompatibilityReport": artifact(
        "CompatibilityReport",
        **IDENTITY,
        rules=list_of(record(id=text(), asks=text(claim=True))),
        # which interpreters a machine has, and how long each took, is no property of the product
        pythons=volatile(list_of(anything())),
        pythons_absent=volatile(list_of(text())),
        suites_failed=COUNT,
        markup=list_of(SLIP),
        external=list_of(SLIP),
        broken_links=list_of(text()),
        browsers=text(),
        statements=STATEMENTS,
    ),
}
