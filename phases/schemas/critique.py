"""What critique leaves behind: findings on the reading, assessed risks, and every assumption questioned."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, boolean, integer, list_of, record, text
from phases.schemas.ideation import CODE
from phases.schemas.intake import ID

PLACE = record(pointer=text(pattern="^/"), text=text(claim=True))
FACTOR = record(rule=text(), likelihood=integer(minimum=-4, maximum=4), impact=integer(minimum=-4, maximum=4), because=text(claim=True))
REVIEWED = text(enum=["entity", "actor", "rule", "limit"])
POINTS = integer(minimum=1, maximum=5)

ARTIFACTS: dict[str, Schema] = {
    "CritiqueReport": artifact(
        "CritiqueReport",
        verdict=text(enum=["sound", "weak", "killed"]),
        reviewed=list_of(
            record(kind=text(enum=["entity", "actor", "rule", "limit"]), id=text(), checks=list_of(record(id=text(), passed=boolean())))
        ),
        pairs_compared=integer(minimum=0),
        clashes=list_of(
            record(id=CODE, check=ID, weight=text(enum=["contradiction", "tension"]), first=PLACE, second=PLACE, why=text(claim=True)),
        ),
        findings=list_of(
            record(id=CODE, severity=text(enum=["low", "medium", "high"]), about=text(), text=text(claim=True), suggestion=text(claim=True)),
        ),
    ),
    "RiskRegister": artifact(
        "RiskRegister",
        risks=list_of(
            record(
                id=CODE,
                hazard=ID,
                category=text(enum=["people", "data", "law", "operation", "product"]),
                title=text(),
                description=text(claim=True),
                concerns=list_of(ID),
                starts_at=record(likelihood=POINTS, impact=POINTS),
                factors=list_of(FACTOR),
                likelihood=POINTS,
                impact=POINTS,
                score=integer(minimum=1, maximum=25),
                level=text(enum=["low", "medium", "high"]),
                measure=text(claim=True),
                owner=text(),
            ),
            minimum=1,
        ),
    ),
    "Assumptions": artifact(
        "Assumptions",
        assumptions=list_of(
            record(
                id=CODE,
                origin=text(),
                kind=text(enum=["rule", "unknown", "statement"]),
                text=text(),  # quoted from its origin, where it is the claim; here only the challenge asserts something
                challenge=text(claim=True),
                touches=list_of(text()),
                test=text(),
                consequence=text(),
                status=text(enum=["kept by rule", "open"]),
            ),
        ),
    ),
}
