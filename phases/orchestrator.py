"""The Orchestrator (with the `DAGExecutor`): what a run does next. Phases start when what they depend on is completed; one that fails ends the run.

Everything here happens inside a step that the caller opened, except `advance_run`, the door for ticks and services.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phases import dag
from phases.stages.outcomes import StageOutcome
from phases.stages.walk import begin
from phases.stages.work import PhaseWork, RunWork
from runs.engine import hints, queue, timers
from runs.models import Phase, PhaseStatus, RunStatus
from runs.transitions import Step, move_phase, move_run, step

SOURCE = {"source": "phases.orchestrator"}
_OVER = (PhaseStatus.COMPLETED, PhaseStatus.FAILED, PhaseStatus.CANCELLED)


def advance_run(run_id: Any) -> list[Any]:
    """Start a pending run, or what may start in a running one; return the ids of the phases that ran before and may wait for a step.

    Raises RunNotFound.
    """
    with step(run_id) as current:
        run = RunWork(current)
        if current.run.status == RunStatus.PENDING:
            _start(run)
        elif current.run.status == RunStatus.RUNNING:
            running = [phase.pk for phase in run.phases.values() if phase.status == PhaseStatus.RUNNING]
            follow(run)
            return running
        return []


def follow(run: RunWork) -> None:
    """Do what follows from the phases as they stand: end the run, or start the phases that are ready."""
    phases = run.phases
    failed = [phase for phase in phases.values() if phase.status == PhaseStatus.FAILED]
    if failed:
        _fail(run, failed)
    elif all(phase.status == PhaseStatus.COMPLETED for phase in phases.values()):
        _complete(run)
    else:
        _start_ready(run)


def cancel_phases(run: RunWork, reason: str) -> None:
    """Cancel what is not over of a run: tasks, timers, phases."""
    queue.cancel_open(run.step, reason=reason)
    for phase in run.phases.values():
        if phase.status not in _OVER:
            if phase.status == PhaseStatus.RUNNING:
                timers.forget(run.step, str(phase.pk))
            move_phase(run.step, phase, PhaseStatus.CANCELLED, completed_at=run.step.now)


def _start(run: RunWork) -> None:
    current, names = run.step, list(run.phases)
    move_run(current, RunStatus.RUNNING, by=SOURCE, started_at=current.now)
    current.record("decision", provenance=SOURCE, data={"decision": "plan", "plan_hash": current.run.plan_hash, "phases": names})
    current.emit("run.started", title=current.run.title, plan_hash=current.run.plan_hash, phases=names)
    follow(run)


def _start_ready(run: RunWork) -> None:
    """Begin every phase that may; one that cannot even begin fails the run, so look again."""
    phases = run.phases
    ready = [phases[name] for name in _ready(phases)]
    run.load_plans(ready)
    outcomes = [begin(PhaseWork(run, phase, fresh=True)) for phase in ready]
    if StageOutcome.ENDED in outcomes:
        follow(run)


def _ready(phases: Mapping[str, Phase]) -> list[str]:
    graph = {name: phase.state["dependencies"] for name, phase in phases.items()}
    completed = [name for name, phase in phases.items() if phase.status == PhaseStatus.COMPLETED]
    started = [name for name, phase in phases.items() if phase.status != PhaseStatus.PENDING]
    return dag.ready(graph, completed=completed, started=started)


def _complete(run: RunWork) -> None:
    current = run.step
    move_run(current, RunStatus.COMPLETED, by=SOURCE, attention=None)
    current.emit("run.complete", phases=list(run.phases))
    _call_for_dossier(current)


def _fail(run: RunWork, failed: Sequence[Phase]) -> None:
    current = run.step
    reasons = [f"{phase.name}: {reason}" for phase in failed for reason in phase.state.get("reasons", ["failed"])]
    cancel_phases(run, "the run failed")
    move_run(current, RunStatus.FAILED, by=SOURCE, reason="; ".join(reasons), attention="\n".join(reasons))
    current.emit("run.failed", phase=failed[0].name, reasons=reasons)
    _call_for_dossier(current)


def _call_for_dossier(current: Step) -> None:
    """Have the dossier compiled; a failed run's says what is missing."""
    run_id = str(current.run.pk)
    current.after_commit(lambda: hints.call("phases.compile_dossier", run_id))
