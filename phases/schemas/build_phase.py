"""What the build leaves behind: the merged repository, its CI pipeline, and the modules that run it elsewhere."""

from __future__ import annotations

from phases.schemas.build import Schema, artifact, integer, list_of, record, text

COMMIT = text(pattern="^[0-9a-f]{40}$")
FILE = record(path=text(), sha256=text(pattern="^[0-9a-f]{64}$"), bytes=integer(minimum=0))
JOB = record(id=text(), needs=list_of(text()), uses=list_of(text()), runs=list_of(text(), minimum=1), purpose=text(claim=True))

ARTIFACTS: dict[str, Schema] = {
    "RepoManifest": artifact(
        "RepoManifest",
        commit=COMMIT,
        tree=COMMIT,
        branch=text(),
        files=list_of(FILE, minimum=1),
        start=list_of(text(), minimum=1),
        test=list_of(text(), minimum=1),
        parts=list_of(record(producer=text(), commit=COMMIT, files=list_of(text(), minimum=1)), minimum=1),
        resources=list_of(record(entity=text(), table=text(), pages=text(), rest=text(), serves=text(claim=True)), minimum=1),
    ),
    "CIPipeline": artifact(
        "CIPipeline",
        path=text(),
        triggers=list_of(text(), minimum=1),
        pythons=list_of(text(), minimum=1),
        permissions=list_of(text(), minimum=1),
        policy=list_of(text(claim=True), minimum=1),
        jobs=list_of(JOB, minimum=1),
    ),
    "InfraModules": artifact(
        "InfraModules",
        modules=list_of(record(name=text(), path=text(), lines=integer(minimum=1), purpose=text(claim=True)), minimum=1),
    ),
}
