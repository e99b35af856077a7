"""The PhaseCoordinator: moves a phase through its six stages, one step at a time, from whatever state the rows are in.

`advance` may be called by anyone, at any time, as often as they like: it looks, does what is due, and returns when it must wait.
Tasks that end call it (`on_events`); what a crash swallows, the reconciler repeats.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import DatabaseError

from ideamine.lib.errors import IdeaMineError
from phases import endings, orchestrator, selectors
from phases.selectors import RunView
from phases.stages import clarify
from phases.stages.clarify import Reading
from phases.stages.outcomes import StageOutcome
from phases.stages.walk import walk
from phases.stages.work import PhaseWork, RunWork
from runs.events import EventRecord, Fact
from runs.models import Phase, PhaseStatus, RunStatus
from runs.transitions import Step, step

TASK_ENDED = frozenset({"task.complete", "task.dead_lettered"})
# one attempt is a handful of steps; whoever needs more is taken up again by the reconciler
STEPS_MAX = 50
log = structlog.get_logger(__name__)


def advance(phase_id: Any) -> StageOutcome:
    """Move a phase as far as it goes without waiting; return how that ended. Reads before it locks, so a call for nothing is cheap."""
    outcome, reading = StageOutcome.WAITING, None
    for _ in range(STEPS_MAX):
        seen = selectors.peek(phase_id)
        if seen is None or seen[1] != PhaseStatus.RUNNING or seen[4] != RunStatus.RUNNING:
            return StageOutcome.ENDED if seen is not None and seen[1] != PhaseStatus.RUNNING else StageOutcome.WAITING
        if outcome is not StageOutcome.READING and not seen[5]:
            return StageOutcome.WAITING
        outcome = advance_once(phase_id, seen[0], reading)
        if outcome is not StageOutcome.READING:
            return outcome
        reading = clarify.read(phase_id)
    return outcome


def advance_once(phase_id: Any, run_id: Any, reading: Reading | None = None) -> StageOutcome:
    """Do one step of a phase: its stages as far as they go, and what follows for the run when the phase ended."""
    with step(run_id) as current:
        view = selectors.runs_around([phase_id], only_due=False).get(current.run.pk, RunView())
        return _advance_within(current, view, reading).get(str(phase_id), StageOutcome.ENDED)


def tasks_ended(ended: Mapping[str, Step]) -> None:
    """Move phases on inside the steps in which tasks of theirs ended, where that is due. `ended`: phase's id → its run's step."""
    steps = {current.run.pk: current for current in ended.values()}
    for run_id, view in selectors.runs_around(ended).items():
        current = steps[run_id]
        for phase_id, outcome in _advance_within(current, view).items():
            if outcome is StageOutcome.READING:
                current.after_commit(functools.partial(_advance_quietly, phase_id))


def on_events(current: Step, events: Sequence[EventRecord], facts: Sequence[Fact]) -> None:
    """Hear what a step tells: a task that ended moves its phase on after the commit, if the step did not; a used-up budget ends the phase."""
    phases = {event.payload["phase_id"]: None for event in events if event.type in TASK_ENDED}
    for event in events:
        if event.type == "budget.exceeded" and event.phase is not None:
            _remember_exceeded(current, event)
    for phase_id in phases.keys() - current.followed:
        current.after_commit(functools.partial(_advance_quietly, phase_id))


def _advance_within(current: Step, view: RunView, reading: Reading | None = None) -> dict[str, StageOutcome]:
    """Move the phases in the middle of the view on inside their run's step, then the run if one ended; return how each came out."""
    run, outcomes = RunWork(current, view=view), {}
    for phase in list(run.phases.values()):
        if phase.pk in view.tasks:
            moves = phase.status == PhaseStatus.RUNNING
            outcomes[str(phase.pk)] = walk(PhaseWork(run, phase), reading) if moves else StageOutcome.ENDED
    if any(outcome is StageOutcome.ENDED for outcome in outcomes.values()):
        orchestrator.follow(run)
    return outcomes


def phase_timed_out(current: Step, payload: Mapping[str, Any]) -> None:
    """End a phase whose timebox is used up, and its run with it. Handler of phase timers, inside their step."""
    run = RunWork(current)
    phase = next((found for found in run.phases.values() if str(found.pk) == payload["phase_id"]), None)
    if phase is None or phase.status != PhaseStatus.RUNNING:
        return
    work = PhaseWork(run, phase)
    endings.fail_phase(work, [f"the timebox {work.plan.timebox} is used up in stage {phase.stage}, attempt {phase.attempt}"])
    endings.close(work)
    orchestrator.follow(run)


def _remember_exceeded(current: Step, event: EventRecord) -> None:
    """Write the reason into the phase's state, with the event; the phase fails at its next step."""
    told = event.payload
    phase = Phase.objects.only("id", "state").filter(run_id=current.run.pk, name=event.phase, status=PhaseStatus.RUNNING).first()
    if phase is None:
        return
    reason = f"budget {told['resource']} of the {told['scope']} exceeded: {told['committed']} + {told['asked']} > {told['limit']}"
    Phase.objects.filter(pk=phase.pk).update(state={**phase.state, "exceeded": [*phase.state.get("exceeded", ()), reason], "wake_below": 1_000_000})
    current.after_commit(functools.partial(_advance_quietly, phase.pk))


def _advance_quietly(phase_id: Any) -> None:
    """Advance after a commit; whatever goes wrong here must not undo the worker, and the reconciler tries again."""
    try:
        advance(phase_id)
    except (DatabaseError, IdeaMineError) as error:
        log.warning("phase not advanced; the reconciler will", phase_id=str(phase_id), error=str(error))
    except Exception:
        log.exception("phase not advanced; the reconciler will", phase_id=str(phase_id))
