"""The Gatekeeper: does the evidence of a phase meet its rubrics? Pure, so that any stored pack can be judged again under other rubrics.

What is missing, empty, of the wrong type, without a producer or contradicted by another guard is *not evaluable*, which is never met.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from phases.contracts.evidence import EvidencePack
from phases.contracts.plans import Rubric
from phases.measurement import NotEvaluable, Value, measured, require_ended_well, shown

MET, UNMET, NOT_EVALUABLE = "met", "unmet", "not_evaluable"


@dataclass(frozen=True, kw_only=True)
class ActiveWaiver:
    """A waiver that was granted for this phase of this run and not revoked."""

    rubric: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class RubricVerdict:
    """The verdict on one rubric. `reason` is empty when it is met; `guards` names who measured it.

    `absent`: it is not evaluable because nobody measured it, and not because what was measured is broken.
    """

    rubric: Rubric
    outcome: str
    reason: str = ""
    value: Value = None
    guards: tuple[str, ...] = ()
    waived: bool = False
    absent: bool = False

    @property
    def stands_in_the_way(self) -> bool:
        return not (self.outcome == MET or self.waived or (self.absent and self.rubric.optional))

    def as_json(self) -> dict[str, Any]:
        return {
            "rubric": self.rubric.name,
            **self.rubric.as_json(),
            "outcome": self.outcome,
            "measured": self.value,
            "reason": self.reason,
            "guards": list(self.guards),
            "waived": self.waived,
        }


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """The verdict of a gate. `score` is 0–100; `waived` and `not_evaluable` name rubrics."""

    pass_: bool
    score: float
    reasons: tuple[str, ...]
    required_actions: tuple[str, ...]
    waived: tuple[str, ...]
    not_evaluable: tuple[str, ...]
    verdicts: tuple[RubricVerdict, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "pass": self.pass_,
            "score": self.score,
            "reasons": list(self.reasons),
            "required_actions": list(self.required_actions),
            "waived": list(self.waived),
            "not_evaluable": list(self.not_evaluable),
        }


def evaluate(evidence: EvidencePack, rubrics: Sequence[Rubric], waivers: Iterable[ActiveWaiver], now: datetime) -> GateResult:
    """Judge evidence by rubrics, with the waivers that are active at `now`.

    Passes when every rubric is met, waived, or optional and measured by nobody, and at least one is met or waived.
    """
    reported = _by_metric(evidence.guard_reports)
    lifted = {waiver.rubric for waiver in waivers if waiver.expires_at > now}
    verdicts = tuple(_judge(rubric, reported.get(rubric.metric, ()), lifted) for rubric in sorted(rubrics, key=lambda rubric: rubric.name))
    met = sum(verdict.outcome == MET for verdict in verdicts)
    waived = tuple(verdict.rubric.name for verdict in verdicts if verdict.waived)
    blocking = [verdict for verdict in verdicts if verdict.stands_in_the_way]
    reasons = [verdict.reason for verdict in blocking]
    if not met and not waived and not blocking:
        reasons = ["no rubric was evaluated: a gate without evidence does not pass"]
    return GateResult(
        pass_=not reasons,
        score=round(100 * met / len(verdicts), 2) if verdicts else 0.0,
        reasons=tuple(reasons),
        required_actions=tuple(_action(verdict) for verdict in blocking),
        waived=waived,
        not_evaluable=tuple(verdict.rubric.name for verdict in verdicts if verdict.outcome == NOT_EVALUABLE),
        verdicts=verdicts,
    )


def _by_metric(reports: Iterable[Mapping[str, Any]]) -> dict[str, list[tuple[str, Any]]]:
    found: dict[str, list[tuple[str, Any]]] = {}
    for report in reports:
        metrics = report.get("metrics") if isinstance(report, Mapping) else None
        for name, entry in metrics.items() if isinstance(metrics, Mapping) else ():
            found.setdefault(name, []).append((str(report.get("guard", "")), entry))
    return found


def _judge(rubric: Rubric, entries: Sequence[tuple[str, Any]], lifted: set[str]) -> RubricVerdict:
    guards = tuple(guard for guard, _entry in entries)
    waived = rubric.name in lifted and not rubric.hard
    try:
        value = measured(rubric, entries)
        reason = _objection(rubric, value)
        if reason is None:
            require_ended_well(entries)
            return RubricVerdict(rubric=rubric, outcome=MET, value=value, guards=guards)
    except NotEvaluable as error:
        reason = f"{rubric.name} not evaluable: {error}"
        return RubricVerdict(rubric=rubric, outcome=NOT_EVALUABLE, reason=reason, guards=guards, waived=waived, absent=error.absent)
    return RubricVerdict(rubric=rubric, outcome=UNMET, reason=f"{rubric.name} {reason}", value=value, guards=guards, waived=waived)


def _objection(rubric: Rubric, value: Any) -> str | None:
    limit: Any = rubric.value
    # asked the way round in which a limit that is no number is never met
    match rubric.kind:
        case "min" if not value >= limit:
            return f"not met: {shown(value, limit)} < {shown(limit)}"
        case "max" if not value <= limit:
            return f"exceeded: {shown(value, limit)} > {shown(limit)}"
        case "required" if value is not limit:
            return f"not met: {shown(value)}"
        case "count" if isinstance(limit, tuple) and not limit[0] <= value <= limit[1]:
            return f"not met: {shown(value)} is not in {limit[0]}..{limit[1]}"
        case "count" if not isinstance(limit, tuple) and value != limit:
            return f"not met: {shown(value)} != {shown(limit)}"
    return None


def _action(verdict: RubricVerdict) -> str:
    rubric = verdict.rubric
    if verdict.outcome == NOT_EVALUABLE:
        return f"measure {rubric.metric}"
    limit = "..".join(map(str, rubric.value)) if isinstance(rubric.value, tuple) else shown(rubric.value)
    match rubric.kind:
        case "min":
            return f"raise {rubric.metric} to at least {limit}"
        case "max":
            return f"bring {rubric.metric} down to at most {limit}"
        case "required":
            return f"provide {rubric.metric}"
        case _:
            return f"bring {rubric.metric} to {limit}"
