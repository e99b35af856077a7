"""All artifact schemas by type, gathered from the modules of this package (each lists its own in `ARTIFACTS`)."""

from __future__ import annotations

import functools
import importlib
import pkgutil

from phases import schemas
from phases.schemas.build import Schema


class UnknownArtifactType(LookupError):
    """No schema is registered for this artifact type."""


@functools.cache
def artifact_schemas() -> dict[str, Schema]:
    """Return type → schema, sorted. Raises ValueError when two modules define one type."""
    found: dict[str, Schema] = {}
    for module in pkgutil.iter_modules(schemas.__path__):
        for type, schema in getattr(importlib.import_module(f"{schemas.__name__}.{module.name}"), "ARTIFACTS", {}).items():
            if type in found:
                raise ValueError(f"the artifact type {type} is defined twice, the second time in phases/schemas/{module.name}.py")
            found[type] = schema
    return dict(sorted(found.items()))


def may_read(type: str, reader: str) -> bool:
    """Tell whether an agent, tool or guard may be handed artifacts of this type: anything but what is sealed for others."""
    readers = artifact_schemas().get(type, {}).get("x-sealed")
    return readers is None or reader in readers


def artifact_schema(type: str) -> Schema:
    """Return the schema of an artifact type. Raises UnknownArtifactType."""
    try:
        return artifact_schemas()[type]
    except KeyError:
        raise UnknownArtifactType(f"{type} is no artifact type; known: {', '.join(artifact_schemas())}") from None
