"""What ideation leaves behind: the strategy, the people, what they do, what exists already, and the means."""

from __future__ import annotations

from phases.sandboxed.author.abuses import KINDS
from phases.schemas.build import Schema, artifact, boolean, integer, list_of, number, record, text
from phases.schemas.intake import ID

CODE = text(pattern="^[A-Z]{1,3}-[0-9]{2,3}$")
CLAIMED = record(id=CODE, text=text(claim=True))
OPERATOR = text(enum=["<=", ">=", "=="])
# a way through a use case beside the main one; `rule` is the rule of the idea that makes it, `status` what the product answers
PATH = record({"rule": ID, "status": integer(minimum=400, maximum=599)}, when=text(), then=text(), because=text(claim=True))
KPI = record(
    id=CODE,
    entity=ID,
    basis=text(empty=True),
    name=text(),
    text=text(claim=True),
    formula=text(),
    sql=text(),
    operator=OPERATOR,
    target=number(),
    unit=text(),
)

ARTIFACTS: dict[str, Schema] = {
    "DiscoveryPack": artifact(
        "DiscoveryPack",
        title=text(),
        problem=text(claim=True),
        value=text(claim=True),
        options=list_of(
            record(id=ID, name=text(), text=text(claim=True), score=integer(minimum=0), criteria=list_of(text()), chosen=boolean()), minimum=2
        ),
        goals=list_of(CLAIMED, minimum=1),
        kpis=list_of(KPI, minimum=1),
        assumptions=list_of(CLAIMED),
    ),
    "UseCases": artifact(
        "UseCases",
        use_cases=list_of(
            record(
                {"before": text(), "alternatives": list_of(PATH), "failures": list_of(PATH)},
                id=CODE,
                actor=ID,
                entity=ID,
                title=text(),
                text=text(claim=True),
                covers=list_of(ID),
                steps=list_of(text()),
            )
        ),
        abuse_cases=list_of(record({"rule": text(empty=True)}, id=CODE, entity=ID, kind=text(enum=list(KINDS)), title=text(), text=text(claim=True))),
    ),
    "Personas": artifact(
        "Personas",
        personas=list_of(
            record(
                {"rules": list_of(record(rule=ID, text=text(claim=True))), "assumptions": list_of(text(claim=True))},
                id=ID,
                actor=text(empty=True),
                name=text(),
                kind=text(enum=["actor", "role"]),
                role=text(claim=True),
                goals=list_of(text(claim=True), minimum=1),
                needs=list_of(text(claim=True)),
            )
        ),
    ),
    "CompetitiveAnalysis": artifact(
        "CompetitiveAnalysis",
        searched=boolean(),
        alternatives=list_of(record(name=text(), text=text(claim=True))),
        analogies=list_of(record(domain=text(), shared=list_of(text()), text=text(claim=True))),
        differences=list_of(CLAIMED),
    ),
    "TechStack": artifact("TechStack", choices=list_of(record(concern=text(), choice=text(), text=text(claim=True)), minimum=1)),
}
