"""What the bizdev phase leaves behind: the business on one page, prices that can be computed, the way to the market, and its metrics."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, integer, list_of, map_of, nullable, number, record, text

CLAIM = text(claim=True)
NAME = text(pattern="^[a-z][a-z0-9_]*$")
INPUT = record(
    {"low": number(), "high": number()}, name=NAME, value=number(), unit=text(), basis=text(enum=["idea", "artifact", "assumption"]), note=CLAIM
)
RESULT = record(name=NAME, value=number(), unit=text(), statement=CLAIM)
APPROACH = record(persona=text(), actor=text(), reach=CLAIM, message=CLAIM, first_deed=CLAIM)
EXIT = record(metric=text(), operator=text(enum=["<=", ">=", "=="]), value=number(), unit=text())
METRIC = record(
    id=NAME,
    name=text(),
    definition=CLAIM,
    formula=text(),
    source=text(),
    operator=text(enum=["<=", ">=", "=="]),
    target=number(),
    unit=text(),
    cadence=text(enum=["day", "week", "month"]),
)

ARTIFACTS: dict[str, Schema] = {
    "BizPack": artifact(
        "BizPack",
        title=text(),
        problem=CLAIM,
        segments=list_of(record(actor=text(), name=text(), description=CLAIM, jobs=list_of(CLAIM)), minimum=1),
        value_propositions=list_of(record(actor=text(), story=text(), text=CLAIM), minimum=1),
        alternatives=list_of(CLAIM),
        channels=list_of(CLAIM),
        revenue=list_of(CLAIM, minimum=1),
        costs=list_of(CLAIM, minimum=1),
        key_resources=list_of(CLAIM),
        key_activities=list_of(CLAIM),
    ),
    "PricingModel": artifact(
        "PricingModel",
        inputs=list_of(INPUT, minimum=1),
        formulas=list_of(record(name=NAME, expression=text(), unit=text()), minimum=1),
        results=list_of(RESULT, minimum=1),
        break_even=record(customers=number(minimum=0), payback_months=number(), statement=CLAIM),
        sensitivity=list_of(record({"value": number()}, input=NAME, factor=number(), outcomes=map_of(nullable(number())), statement=CLAIM)),
        plans=list_of(record(name=text(), price_per_month=number(minimum=0), stories=list_of(text(), minimum=1), why=CLAIM), minimum=1),
    ),
    "GTMPlan": artifact(
        "GTMPlan",
        {"personas": list_of(APPROACH)},
        positioning=CLAIM,
        segments=list_of(record(actor=text(), order=integer(minimum=1), why=CLAIM), minimum=1),
        messages=list_of(record(story=text(), actor=text(), text=CLAIM)),
        channels=list_of(record(name=text(), why=CLAIM), minimum=1),
        stages=list_of(record(name=text(), audience=text(), goal=CLAIM, exit=EXIT), minimum=1),
        risks=list_of(CLAIM),
    ),
    "MetricsPlan": artifact("MetricsPlan", north_star=NAME, metrics=list_of(METRIC, minimum=1)),
}
