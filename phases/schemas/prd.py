"""What the prd phase leaves behind: stories, requirements, screens, measurable qualities, and the trace between them."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, list_of, number, record, text

PRIORITY = text(enum=["must", "should", "could"])
CRITERION = record(id=text(pattern=r"^AC-\d{3}-\d+$"), given=text(), when=text(), then=text())
# a story of action "rule" names the rule that it keeps, one of action "report" may name the report that the idea asks for
STORY = record(
    {"rule": text(), "report": text()},
    id=text(pattern=r"^US-\d{3}$"),
    epic=text(),
    actor=text(),
    entity=text(),
    action=text(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
    as_a=text(),
    i_want=text(claim=True),
    so_that=text(claim=True),
    priority=PRIORITY,
    acceptance=list_of(CRITERION, minimum=1),
)
REQUIREMENT = record(
    {"rule": text()},
    id=text(pattern=r"^FR-\d{3}$"),
    text=text(claim=True),
    entity=text(),
    action=text(),
    priority=PRIORITY,
    answers=list_of(text()),
    stories=list_of(text(), minimum=1),
)
CONSTRAINT = record(id=text(pattern=r"^CON-\d{3}$"), kind=text(enum=["rule", "quality", "idea"]), text=text(claim=True), applies_to=list_of(text()))
NFR = record(
    id=text(pattern=r"^NFR-\d{3}$"),
    category=text(),
    statement=text(claim=True),
    metric=text(),
    operator=text(enum=["<=", ">=", "=="]),
    value=number(),
    unit=text(),
    condition=text(),
    measured_by=text(),
    report=text(),
)
SCREEN = record(
    id=text(pattern=r"^SCR-[A-Z0-9-]+$"),
    title=text(),
    path=text(pattern="^/"),
    entity=text(empty=True),
    purpose=text(claim=True),
    elements=list_of(text(), minimum=1),
    stories=list_of(text()),
)
FLOW = record(id=text(pattern=r"^FLOW-\d{3}$"), story=text(), steps=list_of(record(screen=text(), does=text()), minimum=1), ends=text())

ARTIFACTS: dict[str, Schema] = {
    "UserStories": artifact("UserStories", stories=list_of(STORY, minimum=1)),
    "PRD": artifact(
        "PRD",
        title=text(),
        problem=text(claim=True),
        goals=list_of(record(id=text(), text=text(claim=True)), minimum=1),
        personas=list_of(record(id=text(), name=text(), origin=text(enum=["Personas", "DomainModel"]))),
        requirements=list_of(REQUIREMENT, minimum=1),
        constraints=list_of(CONSTRAINT),
        scope=record(included=list_of(text()), excluded=list_of(record(answers=list_of(text()), what=text(), reason=text(claim=True)))),
        nfrs=list_of(text()),
        screens=list_of(text()),
    ),
    "UXFlows": artifact("UXFlows", screens=list_of(SCREEN, minimum=1), flows=list_of(FLOW, minimum=1)),
    "NFRs": artifact("NFRs", nfrs=list_of(NFR, minimum=1)),
    "RTM": artifact(
        "RTM",
        rows=list_of(
            record(requirement=text(), stories=list_of(text()), screens=list_of(text()), endpoints=list_of(text()), tests=list_of(text())), minimum=1
        ),
        constraints=list_of(record(constraint=text(), stories=list_of(text()), method=text(enum=["review"]), check=text())),
        nfrs=list_of(record(nfr=text(), measured_by=text(), check=text())),
    ),
}
