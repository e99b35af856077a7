"""Questions to the ledger and to the artifacts: entries by type and time, what an artifact was made from."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from ledger.models import LedgerEntry

DEFAULT_LIMIT = 100

# UNION, not UNION ALL: an artifact reached by two ways counts once, and a circle ends. Depth is the shortest way.
_LINEAGE = """
WITH RECURSIVE ancestry (id, depth) AS (
    SELECT id, 0 FROM artifacts WHERE id = %(artifact)s
  UNION
    SELECT parent.id, child_of.depth + 1
    FROM ancestry AS child_of
    JOIN artifacts AS child ON child.id = child_of.id
    CROSS JOIN LATERAL jsonb_array_elements_text(
        CASE jsonb_typeof(child.provenance->'inputs') WHEN 'array' THEN child.provenance->'inputs' ELSE '[]'::jsonb END) AS input (id)
    JOIN artifacts AS parent ON parent.id::text = input.id AND parent.run_id = child.run_id
    WHERE child_of.depth < %(depth)s
)
SELECT found.id, min(ancestry.depth), found.phase_id, found.type, found.name, found.hash, found.provenance->>'source'
FROM ancestry JOIN artifacts AS found ON found.id = ancestry.id
GROUP BY found.id ORDER BY min(ancestry.depth), found.phase_id, found.type, found.name, found.id
"""


@dataclass(frozen=True, kw_only=True)
class Ancestor:
    """An artifact in another's lineage. `depth` 0 is the artifact itself, 1 what it was made from directly."""

    id: str
    depth: int
    phase: str
    type: str
    name: str
    hash: str | None
    source: str | None


def query(
    run_id: str | uuid.UUID,
    *,
    type: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    phase: str | None = None,
    limit: int = DEFAULT_LIMIT,
    after_seq: int = 0,
) -> list[LedgerEntry]:
    """Return up to `limit` entries of a run in order, after number `after_seq`; `since` counts in, `until` does not."""
    wanted: dict[str, Any] = {"type": type, "phase": phase, "timestamp__gte": since, "timestamp__lt": until}
    entries = LedgerEntry.objects.filter(run_id=run_id, seq__gt=after_seq, **{k: v for k, v in wanted.items() if v is not None})
    return list(entries.order_by("seq")[:limit])


def lineage(artifact_id: str | uuid.UUID, *, depth: int = 50) -> list[Ancestor]:
    """Return an artifact and all that it was made from, nearest first; empty when there is no such artifact."""
    with connection.cursor() as cursor:
        cursor.execute(_LINEAGE, {"artifact": str(artifact_id), "depth": depth})
        return [
            Ancestor(id=str(row[0]), depth=row[1], phase=row[2], type=row[3], name=row[4], hash=row[5], source=row[6]) for row in cursor.fetchall()
        ]
