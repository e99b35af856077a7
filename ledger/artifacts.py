"""Which artifacts of a run count, and what is in them. Reads only; rows are written by the recorder."""

from __future__ import annotations

import functools
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from ideamine.lib.canonical import sha256
from ideamine.lib.storage import ArtifactStore, open_store
from ledger.errors import ContentChanged
from ledger.models import Artifact

JSON_MEDIA_TYPE = "application/json"

# A healed attempt runs only the agents that the gate's reason names. So of each producer the last attempt counts, whole;
# and of what it wrote under one name (an iterative phase does so many times) the last writing. What is newer is told by iteration,
# place of the task in the plan and order within the task: the time of arrival, which differs between equal runs, orders one producer's alone.
_ACCEPTED = """
WITH made AS (
    SELECT artifacts.*, COALESCE(tasks.target, '') AS target, COALESCE(phases.position, 0) AS phase_position,
           COALESCE(tasks.stage, '') <> 'dispatch' AS after_agents, COALESCE(tasks.shard, 0) AS shard, COALESCE(tasks.position, 0) AS task_position,
           MAX(artifacts.attempt) OVER (PARTITION BY artifacts.phase_id, COALESCE(tasks.target, '')) AS last_attempt
    FROM artifacts
    LEFT JOIN tasks ON tasks.id = artifacts.task_id
    LEFT JOIN phases ON phases.run_id = artifacts.run_id AND phases.phase_id = artifacts.phase_id
    WHERE artifacts.run_id = %s
), newest AS (
    SELECT DISTINCT ON (phase_id, type, name, target) * FROM made WHERE attempt = last_attempt
    ORDER BY phase_id, type, name, target, shard DESC, task_position DESC, position DESC, id
)
SELECT * FROM newest WHERE %s::text[] IS NULL OR phase_id = ANY(%s)
ORDER BY phase_position, attempt, after_agents, shard, task_position, position, target, created_at, id
"""


def accepted(run_id: str | uuid.UUID, phases: Iterable[str] | None = None) -> list[Artifact]:
    """Return the artifacts of a run that count, in the order of their phases and making; the newest of a type stands last."""
    names = None if phases is None else list(phases)
    return list(Artifact.objects.raw(_ACCEPTED, [str(run_id), names, names]))


def newest(artifacts: Iterable[Artifact], type: str) -> Artifact | None:
    """Return the last artifact of a type, or None."""
    return next((artifact for artifact in reversed(list(artifacts)) if artifact.type == type), None)


def raw_content(artifact: Artifact) -> bytes:
    """Return an artifact's bytes. Raises ContentChanged when they do not match its hash, ContentNotFound when they are gone."""
    data = _store(str(settings.ARTIFACT_STORAGE)).get(artifact.location)
    if sha256(data) != artifact.hash:
        raise ContentChanged(
            f"{artifact.type} {artifact.name} ({artifact.pk}): the content at {artifact.location} does not have the hash {artifact.hash}"
        )
    return data


def content(artifact: Artifact) -> Any:
    """Return an artifact's content: the JSON value of a JSON artifact, else bytes. Raises like `raw_content`."""
    data = raw_content(artifact)
    return json.loads(data) if artifact.media_type == JSON_MEDIA_TYPE else data


@functools.lru_cache(maxsize=4)
def _store(setting: str) -> ArtifactStore:
    return open_store(setting)
