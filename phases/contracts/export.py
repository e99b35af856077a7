"""All JSON Schemas as files, for readers outside: `docs/schemas/<id>.json`. Every version ever used stays there.

Called by the command `export_schemas`; a test holds the files equal to the code.
"""

from __future__ import annotations

import json
from pathlib import Path

from phases.configuration.schema import AGENT_SCHEMA, PHASE_SCHEMA
from phases.contracts.events import event_schemas
from phases.contracts.evidence import EVIDENCE_PACK_SCHEMA, GUARD_REPORT_SCHEMA, PHASE_CONTEXT_SCHEMA, TASK_SPEC_SCHEMA
from phases.contracts.plans import PHASE_PLAN_SCHEMA, RUN_PLAN_SCHEMA
from phases.schemas.build import Schema
from phases.schemas.dossier import DOSSIER
from phases.schemas.registry import artifact_schemas

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"


def all_schemas() -> dict[str, Schema]:
    """Return every schema by its `$id`, sorted. Raises ValueError when two have one id."""
    found: dict[str, Schema] = {}
    core = [
        PHASE_CONTEXT_SCHEMA,
        TASK_SPEC_SCHEMA,
        EVIDENCE_PACK_SCHEMA,
        RUN_PLAN_SCHEMA,
        PHASE_PLAN_SCHEMA,
        GUARD_REPORT_SCHEMA,
        PHASE_SCHEMA,
        AGENT_SCHEMA,
        DOSSIER,
    ]
    for schema in [*core, *event_schemas().values(), *artifact_schemas().values()]:
        if schema["$id"] in found:
            raise ValueError(f"two schemas have the id {schema['$id']}")
        found[schema["$id"]] = schema
    return dict(sorted(found.items()))


def export_schemas(folder: Path = FOLDER) -> list[Path]:
    """Write every schema as `<id>.json` and return the files; older versions that lie there stay."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for identity, schema in all_schemas().items():
        target = folder / f"{identity}.json"
        target.write_text(rendered(schema), encoding="utf-8")
        written.append(target)
    return written


def rendered(schema: Schema) -> str:
    """Return a schema as its file holds it."""
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
