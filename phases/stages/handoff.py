"""Stage 6, handoff: the evidence is packed and judged. A pass completes the phase; a failure begins the next attempt, or ends the phase."""

from __future__ import annotations

import uuid

from ideamine.lib.jsontext import jsonb
from ideamine.lib.prepared import Prepared
from phases import endings, evidence, gate, healing, selectors
from phases.contracts.evidence import EvidencePack
from phases.gate import GateResult
from phases.healing import HealingPlan
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.engine import timers
from runs.models import PhaseStatus, Stage

_INSERT = Prepared(
    name="pack_evidence",
    types=("uuid", "uuid", "text", "integer", "jsonb", "jsonb", "jsonb", "jsonb", "jsonb", "timestamptz"),
    statement="""INSERT INTO evidence_packs
 (id, run_id, phase_id, attempt, artifacts, guard_reports, qav_summary, kmap_refs, metrics, created_at)
 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)""",
)


def run(work: PhaseWork) -> StageOutcome:
    """Judge the attempt and act on the verdict."""
    if work.clarified is None:
        # only after a crash between two deploys: the stages before this one share its step
        work.change(stage=Stage.CLARIFY)
        return StageOutcome.MOVED
    pack = _pack(work)
    work.step.emit(
        "phase.ready",
        phase=work.phase.name,
        attempt=work.phase.attempt,
        evidence_pack_id=str(work.phase.evidence_pack_id),
        artifacts=len(pack.artifacts),
    )
    result = _judged(work, pack)
    work.verdict = (result.as_json(), pack.as_json())
    _tell(work, result)
    if result.pass_:
        return _passed(work, result, len(pack.artifacts))
    known = _healing_evidence(work, pack)
    final = healing.beyond_healing(result, known)
    if final:
        return endings.fail_phase(work, [*final, *result.reasons])
    if work.phase.attempt > work.plan.gate_retries:
        return endings.fail_phase(work, [*result.reasons, f"the gate failed {work.phase.attempt} times"])
    return _next_attempt(work, healing.plan_healing(work.plan, result, known))


def _pack(work: PhaseWork) -> EvidencePack:
    plan, artifacts = work.plan, work.own_artifacts
    reports = evidence.attempt_reports(plan, artifacts, work.tasks, work.clarified.report, attempt=work.phase.attempt, newest=work.newest_tasks())
    pack = evidence.pack(
        artifacts,
        reports,
        qav_summary=work.clarified.summary,
        started_at=work.phase.started_at,
        now=work.step.now,
        usage=work.run.usage(work.phase).get("used", {}),
    )
    identity = str(uuid.uuid5(work.phase.pk, f"evidence/{work.phase.attempt}"))
    body = pack.as_json()
    work.step.write(
        _INSERT,
        [
            identity,
            str(work.step.run.pk),
            work.phase.name,
            work.phase.attempt,
            *(jsonb(body[name]) for name in ("artifacts", "guard_reports", "qav_summary", "kmap_refs", "metrics")),
            work.step.now,
        ],
    )
    work.change(evidence_pack_id=identity)
    return pack


def _judged(work: PhaseWork, pack: EvidencePack) -> GateResult:
    """Evaluate without waivers first: only what stands in the way needs any."""
    result = gate.evaluate(pack, work.plan.rubrics, (), work.step.now)
    if result.pass_:
        return result
    waivers = selectors.active_waivers(work.step.run.pk, work.phase.name)
    return gate.evaluate(pack, work.plan.rubrics, waivers, work.step.now) if waivers else result


def _tell(work: PhaseWork, result: GateResult) -> None:
    phase, body = work.phase, result.as_json()
    stored = {**body, "attempt": phase.attempt, "evidence_pack_id": str(phase.evidence_pack_id), "rubrics": [v.as_json() for v in result.verdicts]}
    work.change(gate=stored)
    work.step.emit("gate.evaluated", phase=phase.name, attempt=phase.attempt, **body)
    work.step.record("gate", phase=phase.name, data=stored, provenance={"source": "phases.gate", "plan_hash": work.run.plan_hash(phase)})
    if result.pass_:
        work.step.emit(
            "phase.gate.passed",
            phase=phase.name,
            attempt=phase.attempt,
            score=result.score,
            waived=list(result.waived),
            not_evaluable=list(result.not_evaluable),
        )
    else:
        work.step.emit(
            "phase.gate.failed",
            phase=phase.name,
            attempt=phase.attempt,
            score=result.score,
            reasons=list(result.reasons),
            required_actions=list(result.required_actions),
            retries_left=max(0, work.plan.gate_retries + 1 - phase.attempt),
        )


def _passed(work: PhaseWork, result: GateResult, artifacts: int) -> StageOutcome:
    phase, now = work.phase, work.step.now
    timers.forget(work.step, str(phase.pk))
    work.move(PhaseStatus.COMPLETED, completed_at=now)
    duration = int((now - phase.started_at).total_seconds() * 1000) if phase.started_at else 0
    work.step.emit("phase.complete", phase=phase.name, attempt=phase.attempt, duration_ms=max(0, duration), score=result.score, artifacts=artifacts)
    return StageOutcome.ENDED


def _healing_evidence(work: PhaseWork, pack: EvidencePack) -> healing.Evidence:
    reading = work.clarified.result
    unsupported = {entry.claim.artifact_type for entry in reading.unsupported} if reading is not None else set()
    return healing.Evidence(
        unsupported_types=frozenset(unsupported),
        missing_types=frozenset(evidence.missing_types(work.plan, work.own_artifacts)),
        failed_agents=frozenset(evidence.failed_agents(work.plan, work.newest_tasks())),
        findings={report["guard"]: report["findings"] for report in pack.guard_reports},
    )


def _next_attempt(work: PhaseWork, plan: HealingPlan) -> StageOutcome:
    """Begin the next attempt: the named agents run again, everything else that was accepted is carried on."""
    attempt = work.phase.attempt + 1
    since = {**work.state.get("since", {}), **dict.fromkeys(plan.agents, attempt)}
    work.step.record(
        "decision", phase=work.phase.name, provenance={"source": "phases.healing"}, data={"decision": "heal", "attempt": attempt, **plan.as_json()}
    )
    work.remember(since=since, chosen=list(plan.agents), heal=plan.as_json())
    work.change(attempt=attempt, stage=Stage.DISPATCH)
    work.clarified = None
    work.__dict__.pop("own_artifacts", None)
    return StageOutcome.MOVED
