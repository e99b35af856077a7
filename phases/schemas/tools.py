"""Artifacts that the worker itself makes or carries for every phase: tool reports and the product's repository."""

from __future__ import annotations

from phases.schemas.build import Schema, anything, artifact, integer, list_of, map_of, record, text

PRODUCER = record(
    tool=text(),
    version=text(),
    command=text(),
    exit_code=integer(),
    duration_ms=integer(minimum=0, volatile=True),
    output_sha256=text(pattern="^[0-9a-f]{64}$", volatile=True),
)

ARTIFACTS: dict[str, Schema] = {
    "ToolReport": artifact(
        "ToolReport",
        tool=text(),
        version=text(),
        outcome=text(enum=["ok", "error"]),
        error=text(empty=True),
        producers=list_of(PRODUCER),
        data=map_of(anything()),
        measured={**map_of(anything()), "x-volatile": True},
        platform=text(volatile=True),
    ),
    # not JSON: the schema says how the bytes are carried; the content digest of a bundle is its git tree id
    "GitBundle": {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "schema.artifact.gitbundle.v1",
        "title": "GitBundle",
        "type": "string",
        "contentMediaType": "application/x-git-bundle",
    },
}
