"""What a phase shows its gate: guard reports, evidence packs, and the context it started from. Values, and their JSON Schemas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from phases.schemas.build import DIALECT, Schema, anything, integer, list_of, map_of, nullable, number, record, text
from runs.contracts import RESOURCES

VERDICTS = ("pass", "fail", "not_evaluable")
SEVERITIES = ("critical", "high", "medium", "low", "info")


@dataclass(frozen=True, kw_only=True)
class PhaseContext:
    """What a phase starts from (`schema.phase.context.v1`). `inputs` are the artifact types that its agents read."""

    phase: str
    inputs: tuple[str, ...]
    budgets: Mapping[str, float]
    rubrics: Mapping[str, Any]
    timebox: str
    dependencies: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "phase": self.phase,
            "inputs": list(self.inputs),
            "budgets": dict(self.budgets),
            "rubrics": dict(self.rubrics),
            "timebox": self.timebox,
            "dependencies": list(self.dependencies),
        }


@dataclass(frozen=True, kw_only=True)
class GuardReport:
    """What a guard measured (`schema.guard.report.v1`). A metric whose value is None could not be measured."""

    guard: str
    version: str
    verdict: str
    metrics: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "guard": self.guard,
            "version": self.version,
            "verdict": self.verdict,
            "metrics": dict(self.metrics),
            "findings": [dict(finding) for finding in self.findings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> GuardReport:
        return cls(guard=data["guard"], version=data["version"], verdict=data["verdict"], metrics=data["metrics"], findings=tuple(data["findings"]))


@dataclass(frozen=True, kw_only=True)
class EvidencePack:
    """What a gate judges (`schema.phase.evidencepack.v1`). `artifacts` are the ids of the accepted artifacts."""

    artifacts: tuple[str, ...]
    guard_reports: tuple[Mapping[str, Any], ...]
    qav_summary: Mapping[str, Any] = field(default_factory=dict)
    kmap_refs: tuple[str, ...] = ()
    metrics: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "artifacts": list(self.artifacts),
            "guard_reports": [dict(report) for report in self.guard_reports],
            "qav_summary": dict(self.qav_summary),
            "kmap_refs": list(self.kmap_refs),
            "metrics": dict(self.metrics),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> EvidencePack:
        return cls(
            artifacts=tuple(data["artifacts"]),
            guard_reports=tuple(data["guard_reports"]),
            qav_summary=data.get("qav_summary") or {},
            kmap_refs=tuple(data.get("kmap_refs") or ()),
            metrics=data.get("metrics") or {},
        )


_BUDGETS = record({name: number(minimum=0) for name in RESOURCES})
_UUID = {"type": "string", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"}
_PRODUCER = record({"output_sha256": text()}, tool=text(), version=text(), command=text(), exit_code=integer(), duration_ms=integer(minimum=0))
_METRIC = record(value={"type": ["number", "boolean", "null"]}, unit=text(), producer=_PRODUCER, output_sha256=text(pattern="^[0-9a-f]{64}$"))
_FINDING: Schema = {
    "type": "object",
    "properties": {"severity": text(enum=list(SEVERITIES)), "message": text()},
    "required": ["message", "severity"],
    "additionalProperties": anything(),
}

GUARD_REPORT_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.guard.report.v1",
    "title": "GuardReport",
    **record(guard=text(), version=text(), verdict=text(enum=list(VERDICTS)), metrics=map_of(_METRIC), findings=list_of(_FINDING)),
}

PHASE_CONTEXT_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.phase.context.v1",
    "title": "PhaseContext",
    **record({"dependencies": list_of(text())}, phase=text(), inputs=list_of(text()), budgets=_BUDGETS, rubrics=map_of(anything()), timebox=text()),
}

EVIDENCE_PACK_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.phase.evidencepack.v1",
    "title": "EvidencePack",
    **record(
        {
            "qav_summary": record(
                {
                    "questions_count": integer(minimum=0),
                    "answered_count": integer(minimum=0),
                    "validated_count": integer(minimum=0),
                    "grounding_score": nullable(number(minimum=0, maximum=1)),
                    "assumptions": list_of(record(assumption=text(), artifact=text(), pointer=text(empty=True))),
                }
            ),
            "kmap_refs": list_of(text()),
            "metrics": record(
                {
                    "duration_ms": integer(minimum=0),
                    "tokens_used": number(minimum=0),
                    "tools_minutes": number(minimum=0),
                    "cost_usd": number(minimum=0),
                }
            ),
        },
        artifacts=list_of(_UUID),
        guard_reports=list_of({key: value for key, value in GUARD_REPORT_SCHEMA.items() if not key.startswith("$")}),
    ),
}

TASK_SPEC_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.phase.taskspec.v1",
    "title": "TaskSpec",
    **record(
        {"retries": integer(minimum=0), "egress_policy": list_of(text()), "idempotence_key": text(pattern="^([0-9a-f]{64})?$")},
        id=_UUID,
        phase=text(),
        type=text(enum=["agent", "tool"]),
        target=text(),
        input=map_of(anything()),
        budget=record({"tokens": integer(minimum=0)}, ms=integer(minimum=1)),
    ),
}
