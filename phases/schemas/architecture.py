"""What the architecture phase leaves behind: outline with decisions, data model, interface, infrastructure and security design."""

from __future__ import annotations

from phases.schemas.build import Schema, anything, artifact, boolean, integer, list_of, map_of, number, record, text

CLAIM = text(claim=True)
COMPONENT = record(
    {"modules": list_of(text())}, id=text(), name=text(), technology=text(), owns=list_of(text()), responsibility=CLAIM, depends_on=list_of(text())
)
DECISION = record(
    id=text(pattern=r"^ADR-\d{3}$"),
    status=text(enum=["accepted", "superseded"]),
    title=text(),
    context=CLAIM,
    decision=text(),
    consequence=CLAIM,
    alternatives=list_of(record(option=text(), why_not=CLAIM), minimum=1),
)
COLUMN = record(name=text(), type=text(), required=boolean(), primary_key=boolean())
RELATION = record(**{"from": text(), "to": text(), "column": text(), "cardinality": text(), "on_delete": text(), "statement": CLAIM})
SERVICE = record(
    name=text(),
    image=text(),
    command=text(),
    port=integer(minimum=1, maximum=65535),
    health=text(),
    replicas=integer(minimum=1),
    resources=record(cpus=number(minimum=0), memory_mb=integer(minimum=1)),
    why=CLAIM,
)
STORAGE = record(
    {"size_mb": number(minimum=0), "sized_by": CLAIM},
    name=text(),
    mount=text(),
    holds=text(),
    backup_every_hours=integer(minimum=1),
    keep_backups=integer(minimum=1),
    why=CLAIM,
)
CLASSES = text(enum=["internal", "personal", "sensitive"])
STRIDE = text(enum=["spoofing", "tampering", "repudiation", "information_disclosure", "denial_of_service", "elevation_of_privilege"])
THREAT = record(
    id=text(pattern=r"^T-\d{3}$"),
    category=STRIDE,
    entity=text(),
    boundary=text(),
    severity=text(enum=["low", "medium", "high"]),
    threat=CLAIM,
    mitigation=record(component=text(), does=text(), rule=text(), verified_by=text()),
)
# a picture of type Picture, found by its name
PICTURES = {"pictures": list_of(record(name=text(), title=text(), description=text()))}
CARRIER = record(
    rule=text(), kind=text(), carried_by=text(enum=["constraint", "module", "people"]), where=text(empty=True), columns=list_of(text()), text=CLAIM
)

ARTIFACTS: dict[str, Schema] = {
    "ArchOutline": artifact(
        "ArchOutline",
        PICTURES,
        title=text(),
        context=CLAIM,
        style=CLAIM,
        components=list_of(COMPONENT, minimum=1),
        flows=list_of(record(name=text(), steps=list_of(text(), minimum=1))),
        decisions=list_of(DECISION, minimum=1),
        qualities=list_of(record(nfr=text(), component=text(), tactic=CLAIM)),
    ),
    "ERD": artifact(
        "ERD",
        {**PICTURES, "rules": list_of(CARRIER)},
        entities=list_of(record(entity=text(), table=text(), purpose=CLAIM, columns=list_of(COLUMN, minimum=1)), minimum=1),
        relations=list_of(RELATION),
        constraints=list_of(record(table=text(), column=text(), kind=text(enum=["not_null", "values", "reference"]), rule=text())),
        sql=text(),
    ),
    "OpenAPI": artifact(
        "OpenAPI",
        document=map_of(anything()),
        operations=list_of(record(operation=text(), id=text(), stories=list_of(text())), minimum=1),
        resources=list_of(record(entity=text(), path=text(pattern="^/api/"), meaning=CLAIM), minimum=1),
        conventions=list_of(CLAIM),
    ),
    "InfraPlan": artifact(
        "InfraPlan",
        services=list_of(SERVICE, minimum=1),
        storage=list_of(STORAGE),
        environments=list_of(record(name=text(), purpose=CLAIM), minimum=1),
        pipeline=list_of(record(stage=text(), why=CLAIM)),
        watching=list_of(record(nfr=text(), metric=text(), alert_when_not=text(), why=CLAIM)),
        network=record(public_ports=list_of(integer(minimum=1, maximum=65535)), tls=CLAIM, egress=list_of(text())),
    ),
    "SecurityDesign": artifact(
        "SecurityDesign",
        assets=list_of(record(entity=text(), field=text(), sensitivity=CLASSES)),
        boundaries=list_of(record(id=text(), name=text(), crosses=list_of(text()), why=CLAIM)),
        threats=list_of(THREAT, minimum=1),
        authentication=record(first_release=text(enum=["none", "accounts"]), why=CLAIM, condition=CLAIM),
        privacy=list_of(record(entity=text(), field=text(), sensitivity=CLASSES, handling=CLAIM)),
    ),
    # not JSON: the schema says how the bytes are carried
    "Picture": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "schema.artifact.picture.v1",
        "title": "Picture",
        "type": "string",
        "contentMediaType": "image/svg+xml",
    },
}
