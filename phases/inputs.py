"""Which artifacts a task may read: those accepted in the phases before its own, and in its own those that its mode lets it see.

Accepted is what the newest run of each agent made: an agent that a later attempt ran again replaces what it made before,
the others' artifacts are carried on. A sealed type (`x-sealed` in its schema) goes to the guards and tools that it names, never to an agent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.contracts.plans import PhasePlan
from phases.fanout import Piece, visible_targets
from phases.schemas.registry import may_read


@dataclass(frozen=True, kw_only=True)
class StoredArtifact:
    """An artifact's row, with the task that made it. `producer` is the agent or tool that wrote it."""

    id: str
    type: str
    name: str
    hash: str
    media_type: str
    location: str
    phase: str
    attempt: int
    position: int
    producer: str
    target: str
    stage: str
    shard: int
    task_position: int

    def ref(self) -> dict[str, Any]:
        """Return the artifact as a task's input names it."""
        return {
            "id": self.id,
            "type": self.type,
            "name": self.name,
            "hash": self.hash,
            "media_type": self.media_type,
            "phase": self.phase,
            "producer": self.producer,
            "location": self.location,
        }


@dataclass(frozen=True, kw_only=True)
class PhaseView:
    """Where a phase stands: its place in the run, its attempt, and in which attempt each agent ran last (default: the first)."""

    position: int
    attempt: int
    since: Mapping[str, int]


def accepted(artifacts: Iterable[StoredArtifact], phases: Mapping[str, PhaseView]) -> list[StoredArtifact]:
    """Return the artifacts that count, oldest first: by phase, then by iteration, place in the plan, and order of writing."""
    kept = [artifact for artifact in artifacts if artifact.phase in phases and _counts(artifact, phases[artifact.phase])]
    return sorted(
        kept,
        key=lambda artifact: (
            phases[artifact.phase].position,
            artifact.stage != "dispatch",
            artifact.shard,
            artifact.task_position,
            artifact.position,
            artifact.type,
            artifact.name,
            artifact.id,
        ),
    )


def for_agent(plan: PhasePlan, piece: Piece, artifacts: Sequence[StoredArtifact]) -> list[StoredArtifact]:
    """Return what an agent's task reads of the accepted artifacts: the types that it needs; an aggregator reads everything."""
    agent = plan.agent(piece.target)
    visible = visible_targets(plan, piece)
    everything = plan.aggregator is not None and piece.target == plan.aggregator.id
    return [
        artifact
        for artifact in artifacts
        if (everything or artifact.type in agent.needs)
        and may_read(artifact.type, agent.id)
        and (artifact.phase != plan.phase or _earlier(plan, piece, artifact, visible))
    ]


def judged(plan: PhasePlan, artifacts: Sequence[StoredArtifact]) -> list[StoredArtifact]:
    """Return what a phase is judged on: everything before it and everything that its agents made; not what its guards did."""
    return [artifact for artifact in artifacts if artifact.phase != plan.phase or artifact.stage == "dispatch"]


def for_guard(plan: PhasePlan, guard: str, artifacts: Sequence[StoredArtifact]) -> list[StoredArtifact]:
    """Return what a guard reads: what the phase is judged on, of sealed types only those that name it."""
    return [artifact for artifact in judged(plan, artifacts) if may_read(artifact.type, guard)]


def wanted_types(plan: PhasePlan, pieces: Iterable[Piece]) -> frozenset[str] | None:
    """Return the artifact types that these tasks read together; None for all."""
    agents = [plan.agent(piece.target) for piece in pieces]
    if plan.aggregator is not None and plan.aggregator in agents:
        return None
    return frozenset(type for agent in agents for type in agent.needs)


def _counts(artifact: StoredArtifact, phase: PhaseView) -> bool:
    if artifact.stage == "dispatch":
        return artifact.attempt == phase.since.get(artifact.target, 1)
    return artifact.attempt == phase.attempt


def _earlier(plan: PhasePlan, piece: Piece, artifact: StoredArtifact, visible: frozenset[str]) -> bool:
    if artifact.stage != "dispatch" or artifact.target not in visible:
        return False
    if plan.parallelism == "iterative":
        return (artifact.shard, artifact.task_position) < (piece.shard, piece.position)
    return True
