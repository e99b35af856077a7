"""Stage 5, clarify: every claim of the drafts is asked for its source; what has none becomes an assumption.

Contents are read outside of the step's transaction (`read`); the step then checks that the phase still stands where it was read.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.conf import settings

from ideamine.lib.storage import ArtifactStore, ContentCorrupt, ContentNotFound, open_store
from phases import inputs, selectors
from phases.inputs import StoredArtifact
from phases.sandboxed.reports import guard_report, rule_metric
from phases.sandboxed.rules import rules
from phases.schemas.registry import artifact_schema
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from qav import services as qav
from qav.grounding import GroundingResult, ground
from qav.sources import Sources
from runs.models import Phase, Stage

VERSION = "1.0.0"
GUARD = "clarify.grounding"
log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What was read of a phase's attempt: the grounding of its drafts, or why they could not be read."""

    phase_id: str
    attempt: int
    result: GroundingResult | None
    failure: str = ""

    @property
    def report(self) -> dict[str, Any]:
        """The guard report of this stage."""
        if self.result is None:
            metric = rule_metric(None, "ratio", rule="qav.grounding", version=VERSION, over=self.failure)
            return guard_report(GUARD, version=VERSION, metrics={"grounding": metric}, findings=[{"severity": "high", "message": self.failure}])
        findings = [
            {
                "severity": "low",
                "message": f"unsupported: {entry.claim.text}"[:500],
                "artifact": entry.claim.artifact_type,
                "pointer": entry.claim.pointer,
                "fix": entry.reason,
            }
            for entry in self.result.unsupported
        ]
        return guard_report(GUARD, version=VERSION, metrics={"grounding": self.result.metric}, findings=findings)

    @property
    def summary(self) -> dict[str, Any]:
        """The `qav_summary` of the evidence pack."""
        return self.result.summary if self.result is not None else ground((), Sources(idea={})).summary


def run(work: PhaseWork, reading: Reading | None) -> StageOutcome:
    """Take what was read for this attempt, write down assumptions, move on; ask for reading when nothing was read yet."""
    if reading is None or reading.phase_id != str(work.phase.pk) or reading.attempt != work.phase.attempt:
        if any(has_claims(artifact.type) for artifact in work.own_artifacts):
            work.remember(wake_below=1)
            return StageOutcome.READING
        reading = Reading(phase_id=str(work.phase.pk), attempt=work.phase.attempt, result=ground((), Sources(idea={})))
    unsupported = reading.result.unsupported if reading.result is not None else ()
    if unsupported or work.phase.attempt > 1:
        qav.record_assumptions(work.step, work.phase, work.phase.attempt, unsupported)
    work.clarified = reading
    work.change(stage=Stage.HANDOFF)
    return StageOutcome.MOVED


def read(phase_id: Any) -> Reading | None:
    """Ground the drafts of a phase that stands in clarify; None when it stands elsewhere."""
    phase = Phase.objects.only(*selectors.PHASE_COLUMNS).filter(pk=phase_id, stage=Stage.CLARIFY, status="running").first()
    if phase is None:
        return None
    rows, idea = selectors.plans_and_idea([phase.pk])
    plan = rows[phase.pk].plan
    everything = selectors.phases_of(phase.run_id)
    seen = [everything[name] for name in plan.ancestors] + [phase]
    artifacts = inputs.accepted(selectors.artifacts_of(phase.run_id, [view.name for view in seen]), selectors.views(seen))
    usable = inputs.judged(plan, artifacts)
    try:
        result = _ground(idea, plan.phase, usable, open_store(settings.ARTIFACT_STORAGE))
    except (ContentNotFound, ContentCorrupt, json.JSONDecodeError) as error:
        log.warning("a draft cannot be read", phase_id=str(phase.pk), error=str(error))
        return Reading(phase_id=str(phase.pk), attempt=phase.attempt, result=None, failure=f"a draft cannot be read: {error}")
    return Reading(phase_id=str(phase.pk), attempt=phase.attempt, result=result)


@functools.cache
def has_claims(type: str) -> bool:
    """Tell whether the schema of an artifact type marks any claim."""
    return '"x-claim": true' in json.dumps(artifact_schema(type))


def _ground(idea: Any, phase: str, artifacts: Sequence[StoredArtifact], store: ArtifactStore) -> GroundingResult:
    load = functools.lru_cache(maxsize=None)(lambda location: json.loads(store.get(location)))
    drafts = [
        (artifact.type, artifact_schema(artifact.type), load(artifact.location))
        for artifact in artifacts
        if artifact.phase == phase and has_claims(artifact.type)
    ]
    named = [source for _type, _schema, content in drafts for source in _sources(content)]
    types = {source.get("type") for source in named if source.get("kind") == "artifact"}
    tools = {source.get("report") for source in named if source.get("kind") == "tool"}
    earlier: dict[str, Sequence[Any]] = {}
    reports: dict[str, Mapping[str, Any]] = {}
    for artifact in artifacts:
        if artifact.type == "ToolReport" and artifact.producer in tools:
            reports[artifact.producer] = load(artifact.location)
        elif artifact.type in types and artifact.media_type == "application/json" and (artifact.phase != phase or not has_claims(artifact.type)):
            # only the newest of a type is looked at
            earlier[artifact.type] = [load(artifact.location)]
    return ground(drafts, Sources(idea=idea, artifacts=earlier, rules=rules(), reports=reports))


def _sources(content: Any) -> Iterable[Mapping[str, Any]]:
    sources = content.get("sources") if isinstance(content, Mapping) else None
    return [source for source in sources.values() if isinstance(source, Mapping)] if isinstance(sources, Mapping) else []
