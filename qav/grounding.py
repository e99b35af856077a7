"""Grounding: which claims of a phase's drafts are supported by the source that they name. Pure; called by the clarify stage.

A claim is *verified* when its source exists and contains it (`qav.sources`), else *unsupported*: also when it names no source,
or names itself an assumption. Grounding = verified ÷ all claims; without any claim it cannot be evaluated, and is None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ideamine.lib.canonical import digest
from qav.claims import Claim, claims_of
from qav.sources import Sources, objection

VERSION = "1.0.0"
VERIFIED = "verified"
UNSUPPORTED = "unsupported"
Draft = tuple[str, Mapping[str, Any], Any]


@dataclass(frozen=True, kw_only=True)
class Validation:
    """The verdict on one claim, and why."""

    claim: Claim
    verdict: str
    reason: str

    @property
    def verified(self) -> bool:
        return self.verdict == VERIFIED

    @property
    def rationale(self) -> str:
        """Return the author's own rationale where it called the claim an assumption, else why its source did not hold."""
        source = self.claim.source or {}
        return str(source["rationale"]) if source.get("kind") == "assumption" and source.get("rationale") else self.reason

    def as_json(self) -> dict[str, Any]:
        return {**self.claim.as_json(), "verdict": self.verdict, "reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class GroundingResult:
    """What grounding found, claim by claim, in the order of the drafts."""

    validations: tuple[Validation, ...]

    @property
    def claims(self) -> tuple[Claim, ...]:
        return tuple(validation.claim for validation in self.validations)

    @property
    def unsupported(self) -> tuple[Validation, ...]:
        return tuple(validation for validation in self.validations if not validation.verified)

    @property
    def grounding(self) -> float | None:
        """Return verified ÷ all claims (0–1), or None without claims."""
        if not self.validations:
            return None
        return (len(self.validations) - len(self.unsupported)) / len(self.validations)

    @property
    def summary(self) -> dict[str, Any]:
        """Return the evidence pack's `qav_summary`: each claim asks for its source, a named source other than an assumption answers."""
        answered = [v for v in self.validations if v.claim.source and v.claim.source.get("kind") != "assumption"]
        return {
            "questions_count": len(self.validations),
            "answered_count": len(answered),
            "validated_count": len(self.validations) - len(self.unsupported),
            "grounding_score": self.grounding,
            "assumptions": [{"assumption": v.claim.text, "artifact": v.claim.artifact_type, "pointer": v.claim.pointer} for v in self.unsupported],
        }

    @property
    def metric(self) -> dict[str, Any]:
        """Return the metric `grounding` as guard reports hold metrics; its hash binds every claim with its verdict."""
        producer = {"tool": "qav.grounding", "version": VERSION, "command": "rule qav.grounding", "exit_code": 0, "duration_ms": 0}
        return {
            "value": self.grounding,
            "unit": "ratio",
            "producer": producer,
            "output_sha256": digest([validation.as_json() for validation in self.validations]),
        }


def ground(drafts: Iterable[Draft], context: Sources) -> GroundingResult:
    """Verify every claim of `drafts`: (artifact type, schema, content), in the order in which they were made.

    `context.artifacts` holds what earlier phases made. A draft may also lean on those before it in `drafts`, never on itself or later ones.
    """
    artifacts: dict[str, Sequence[Any]] = dict(context.artifacts)
    found: list[Validation] = []
    for type, schema, content in drafts:
        sources = replace(context, artifacts=artifacts)
        for claim in claims_of(type, schema, content):
            reason = objection(claim.text, claim.source, sources)
            found.append(Validation(claim=claim, verdict=UNSUPPORTED if reason else VERIFIED, reason=reason or "its source contains it"))
        artifacts = {**artifacts, type: [content, *artifacts.get(type, ())]}
    return GroundingResult(validations=tuple(found))
