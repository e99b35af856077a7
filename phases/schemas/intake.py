"""What intake leaves behind: what the idea says, its words, what it is about, and whether it can be done."""

from __future__ import annotations

from phases.sandboxed.author.business_rules import KINDS, MEASURES, PERIODS, QUALITY_KINDS
from phases.sandboxed.author.domain import ATTRIBUTE_TYPES
from phases.sandboxed.author.readings import CHANGES
from phases.schemas.build import Schema, artifact, boolean, integer, list_of, number, record, text

ID = text(pattern="^[a-z][a-z0-9_]*$")
ATTRIBUTE = record(
    {"label": text(), "values": list_of(text()), "unit": text(), "references": ID},
    name=ID,
    type=text(enum=list(ATTRIBUTE_TYPES)),
    required=boolean(),
)
TRANSITION = record({"label": text()}, **{"from": text(), "to": text(), "action": text()})
STATES = record(attribute=ID, values=list_of(text(), minimum=1), initial=text(), transitions=list_of(TRANSITION))
_NAMES = list_of(text())
RULE = record(
    {
        **dict.fromkeys(("entity", "attribute", "start", "end", "reference", "through", "within", "per", "on"), ID),
        **dict.fromkeys(("attributes", "scope", "actions", "roles", "states", "ignored"), _NAMES),
        "action": text(),
        "target": text(),
        "period": text(enum=list(PERIODS)),
        "minimum": number(),
        "maximum": number(),
        "above": number(),
        "minutes": integer(minimum=0),
    },
    id=ID,
    kind=text(enum=list(KINDS)),
    text=text(claim=True),
)
REPORT = record(
    {"attribute": ID, "by": _NAMES, "period": text(enum=list(PERIODS)), "on": ID},
    id=ID,
    text=text(claim=True),
    entity=ID,
    measure=text(enum=list(MEASURES)),
)
EXPORT = record(id=ID, text=text(claim=True), entity=ID, format=text(enum=["csv"]))
QUALITY = record({"value": number(), "unit": text()}, id=ID, kind=text(enum=list(QUALITY_KINDS)), text=text(claim=True))
# why an idea ends at the gate: the sentence, the words that clash, and the written rule
CLASH = record(
    kind=text(enum=["contradiction", "impossible", "illegal", "language"]),
    verdict=text(enum=["killed", "blocked"]),
    rule=text(),
    text=text(claim=True),
    words=list_of(text(), minimum=1),
)
# what another answer to a question, or another reading of a word, would change: the most first
CHANGED = text(enum=list(CHANGES))
DOUBT = record(
    changes=CHANGED,
    statement=integer(minimum=1),
    word=text(),
    kind=text(enum=["vague", "pronoun", "open list", "empty noun", "hedge"]),
    resolution=text(claim=True, empty=True),
)

ARTIFACTS: dict[str, Schema] = {
    "Classification": artifact(
        "Classification",
        domain=text(),
        kind=text(enum=["product", "things", "nothing"]),
        language=text(),
        evidence=list_of(record(word=text(), text=text(claim=True))),
        statements=integer(minimum=0),
        asides=list_of(integer(minimum=1)),
    ),
    "DomainModel": artifact(
        "DomainModel",
        schema_version="v2",
        title=text(),
        slug=text(pattern="^[a-z0-9]+(-[a-z0-9]+)*$"),
        summary=text(claim=True),
        language=text(),
        domain=text(),
        actors=list_of(record(id=ID, name=text(), description=text(claim=True))),
        entities=list_of(record({"states": STATES}, id=ID, name=text(), plural=text(), description=text(claim=True), attributes=list_of(ATTRIBUTE))),
        actions=list_of(record(id=ID, actor=ID, verb=text(), entity=ID, phrase=text(claim=True))),
        quantities=list_of(record(value=number(), unit=text(), phrase=text())),
        rules=list_of(RULE),
        qualities=list_of(QUALITY),
        reports=list_of(REPORT),
        exports=list_of(EXPORT),
    ),
    "IdeaSpec": artifact(
        "IdeaSpec",
        title=text(),
        language=text(),
        domain=text(),
        summary=text(claim=True),
        statements=list_of(record(id=text(), kind=text(enum=["goal", "rule", "quality", "aside"]), text=text(claim=True))),
        included=list_of(record(entity=ID, text=text(claim=True))),
        excluded=list_of(record(name=text(), text=text(claim=True))),
        ambiguities=list_of(DOUBT),
        questions=list_of(record(id=text(), text=text(), rank=integer(minimum=1), changes=CHANGED)),
        assumptions=list_of(record(id=text(), question=text(), text=text(claim=True), rank=integer(minimum=1), changes=CHANGED)),
    ),
    "Glossary": artifact(
        "Glossary", terms=list_of(record(term=text(), kind=text(enum=["actor", "thing", "step", "unit"]), definition=text(claim=True)))
    ),
    "Feasibility": artifact(
        "Feasibility",
        feasible=boolean(),
        verdict=text(enum=["go", "killed", "blocked"]),
        checks=list_of(record(id=text(), passed=boolean(), reason=text(claim=True))),
        blockers=list_of(record(id=text(), text=text(claim=True))),
        clashes=list_of(CLASH),
        limitations=list_of(record(id=text(), text=text(claim=True))),
        prior_art=record(searched=boolean(), text=text(claim=True), alternatives=list_of(text())),
    ),
}
