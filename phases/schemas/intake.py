"""What intake leaves behind: what the idea says, its words, what it is about, and whether it can be done."""

from __future__ import annotations

from phases.sandboxed.author.domain import ATTRIBUTE_TYPES
from phases.schemas.build import Schema, artifact, boolean, list_of, number, record, text

ID = text(pattern="^[a-z][a-z0-9_]*$")
ATTRIBUTE = record({"values": list_of(text()), "unit": text(), "references": ID}, name=ID, type=text(enum=list(ATTRIBUTE_TYPES)), required=boolean())
TRANSITION = record(**{"from": text(), "to": text(), "action": text()})
STATES = record(attribute=ID, values=list_of(text(), minimum=1), initial=text(), transitions=list_of(TRANSITION))
STATEMENT = record(id=text(), text=text(claim=True))

ARTIFACTS: dict[str, Schema] = {
    "DomainModel": artifact(
        "DomainModel",
        title=text(),
        slug=text(pattern="^[a-z0-9]+(-[a-z0-9]+)*$"),
        summary=text(claim=True),
        language=text(),
        domain=text(),
        actors=list_of(record(id=ID, name=text(), description=text(claim=True))),
        entities=list_of(record({"states": STATES}, id=ID, name=text(), plural=text(), description=text(claim=True), attributes=list_of(ATTRIBUTE))),
        actions=list_of(record(id=ID, actor=ID, verb=text(), entity=ID, phrase=text(claim=True))),
        quantities=list_of(record(value=number(), unit=text(), phrase=text())),
        rules=list_of(STATEMENT),
        qualities=list_of(STATEMENT),
    ),
}
