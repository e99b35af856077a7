"""What crosses the border between engine and work: plain, frozen values."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

NAMESPACE = uuid.UUID("6f1e1c0e-6c3b-5e0a-9a53-1d8f0c9b7a11")
RESOURCES = ("tokens", "tools_minutes", "gpu_hours", "cost_usd")


@dataclass(frozen=True, kw_only=True)
class TaskSpec:
    """One task as a worker gets it (`schema.phase.taskspec.v1`). `budget` has `ms`, and `tokens` where a model may be asked."""

    id: str
    phase: str
    type: str
    target: str
    input: Mapping[str, Any]
    budget: Mapping[str, int]
    retries: int = 0
    egress_policy: tuple[str, ...] = ()
    idempotence_key: str = ""

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "egress_policy": list(self.egress_policy)}


@dataclass(frozen=True, kw_only=True)
class ArtifactDraft:
    """An artifact whose bytes are stored and whose row is written when its task's result is accepted."""

    id: str
    type: str
    schema_id: str
    name: str
    media_type: str
    size: int
    hash: str
    location: str
    provenance: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a task came to: its result, the artifacts that it made, what it cost (by resource, beside reserved charges),
    and what was signed in its name ({subject, envelope, keyid})."""

    result: Mapping[str, Any]
    artifacts: tuple[ArtifactDraft, ...] = ()
    cost: Mapping[str, float] = field(default_factory=dict)
    provenance: Mapping[str, Any] = field(default_factory=dict)
    signatures: tuple[Mapping[str, Any], ...] = ()


def task_id(run_id: str, phase: str, attempt: int, target: str, shard: int, stage: str = "dispatch") -> str:
    """Return the one id that this piece of work can have; inserting it twice makes no second task."""
    return str(uuid.uuid5(NAMESPACE, f"{run_id}/{phase}/{attempt}/{stage}/{target}/{shard}"))
