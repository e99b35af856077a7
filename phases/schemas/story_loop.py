"""What the story loop leaves behind, written anew after every story over all stories so far."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, boolean, integer, list_of, nullable, record, text

COMMIT = text(pattern="^[0-9a-f]{40}$")
CHANGE = record(path=text(), added=integer(minimum=0), removed=integer(minimum=0))
COUNT = nullable(integer(minimum=0))
SUITE = record(commit=nullable(COMMIT), tests=COUNT, passed=COUNT, failed=COUNT, errors=COUNT, skipped=COUNT, error=text(empty=True))
CRITERION = record(id=text(), test=text(), outcome=text(enum=["passed", "failed", "missing"]))
PR = record(
    story=text(),
    title=text(claim=True),
    branch=text(),
    commits=list_of(record(id=COMMIT, subject=text())),
    files=list_of(CHANGE),
    criteria=record(all=integer(minimum=0), passed=integer(minimum=0)),
    passed=boolean(),
    reasons=list_of(text()),
)

ARTIFACTS: dict[str, Schema] = {
    "CodeArtifacts": artifact(
        "CodeArtifacts",
        commit=COMMIT,
        tree=COMMIT,
        branch=text(),
        # `present`: the product as built does it already, and the story added tests alone
        stories=list_of(record(story=text(), summary=text(claim=True), outcome=text(enum=["changed", "present"]), files=list_of(CHANGE)), minimum=1),
    ),
    "Tests": artifact("Tests", suite=SUITE, stories=list_of(record(story=text(), criteria=list_of(CRITERION)), minimum=1)),
    "PRs": artifact("PRs", suite=SUITE, prs=list_of(PR, minimum=1)),
}
