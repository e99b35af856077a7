"""Waivers: a person lifts one rubric of one phase of one run, until a time, and says what stands in its place. Read by the gate."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from phases.contracts.plans import Rubric
from phases.errors import WaiverNotFound, WaiverRefused
from phases.models import Waiver, WaiverStatus
from runs.models import Phase, PhaseStatus
from runs.models.run import RUN_ENDED
from runs.transitions import Step, step

TEXT_CHARACTERS = 2000
NAME_CHARACTERS = 100


def grant(run_id: Any, *, phase: str, violation_type: str, owner: str, expires_at: datetime, compensating_control: str, by: str) -> Waiver:
    """Grant a waiver and tell the ledger. `violation_type` is the rubric's name.

    Raises RunNotFound, and WaiverRefused for what is over, hard, unknown, without owner or control, or expired.
    """
    with step(run_id) as current:
        _check_words(owner, compensating_control)
        if expires_at.tzinfo is None or expires_at <= current.now:
            raise WaiverRefused(f"the waiver would expire at {expires_at.isoformat()}, which is past or has no time zone; give a time to come")
        _check_rubric(current, phase, violation_type)
        waiver = Waiver.objects.create(
            id=uuid.uuid4(),
            run_id=current.run.pk,
            phase=phase,
            violation_type=violation_type,
            owner=owner.strip(),
            expires_at=expires_at,
            compensating_control=compensating_control.strip(),
            granted_by=by,
        )
        current.record(
            "decision",
            phase=phase,
            provenance={"source": "person", "by": by},
            data={
                "decision": "waiver_granted",
                "waiver_id": str(waiver.pk),
                "rubric": violation_type,
                "owner": waiver.owner,
                "expires_at": expires_at.isoformat(),
                "compensating_control": waiver.compensating_control,
            },
        )
        return waiver


def revoke(waiver_id: Any, *, by: str, reason: str = "") -> None:
    """Take a waiver back; a gate that it lifted already stays passed. Raises WaiverNotFound, and WaiverRefused when it is revoked already."""
    found = Waiver.objects.filter(pk=waiver_id).values_list("run_id", flat=True).first()
    if found is None:
        raise WaiverNotFound(f"there is no waiver {waiver_id}")
    with step(found) as current:
        waiver = Waiver.objects.get(pk=waiver_id)
        if not Waiver.objects.filter(pk=waiver_id, status=WaiverStatus.ACTIVE).update(status=WaiverStatus.REVOKED):
            raise WaiverRefused(f"the waiver {waiver_id} is revoked already")
        current.record(
            "decision",
            phase=waiver.phase,
            provenance={"source": "person", "by": by},
            data={"decision": "waiver_revoked", "waiver_id": str(waiver.pk), "rubric": waiver.violation_type, "reason": reason},
        )


def _check_words(owner: str, control: str) -> None:
    if not owner.strip() or len(owner) > NAME_CHARACTERS:
        raise WaiverRefused(f"a waiver has an owner: a name of 1 to {NAME_CHARACTERS} characters")
    if not control.strip() or len(control) > TEXT_CHARACTERS:
        raise WaiverRefused(f"a waiver says what stands in the place of the rubric (compensating_control, 1 to {TEXT_CHARACTERS} characters)")


def _check_rubric(current: Step, name: str, violation_type: str) -> None:
    if current.run.status in RUN_ENDED:
        raise WaiverRefused(f"run {current.run.pk} is {current.run.status}; a waiver could change nothing")
    phase = Phase.objects.filter(run_id=current.run.pk, name=name).values_list("status", "plan__rubrics").first()
    if phase is None:
        raise WaiverRefused(f"run {current.run.pk} has no phase {name!r}")
    status, rubrics = phase
    if status not in (PhaseStatus.PENDING, PhaseStatus.RUNNING):
        raise WaiverRefused(f"the phase {name} is {status}; a waiver could change nothing")
    if violation_type not in rubrics:
        raise WaiverRefused(f"{violation_type!r} is no rubric of {name}; its rubrics: {', '.join(sorted(rubrics))}")
    if Rubric.from_json(violation_type, rubrics[violation_type]).hard:
        raise WaiverRefused(f"{violation_type} is hard: it is never waived")
