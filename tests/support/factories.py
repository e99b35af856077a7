"""A named cast for tests: runs, phases and tasks as the planner would make them."""

from __future__ import annotations

from typing import Any

from runs.engine import queue
from runs.engine.queue import NewTask
from runs.models import Phase, PhaseStatus, Run, RunStatus
from runs.transitions import step


def a_run(title: str = "Build a todo app", **columns: Any) -> Run:
    """A running run without phases."""
    return Run.objects.create(title=title, idea={"text": title}, **{"status": RunStatus.RUNNING, **columns})


def a_phase(run: Run, name: str = "intake", **columns: Any) -> Phase:
    """A running phase."""
    return Phase.objects.create(run=run, name=name, **{"status": PhaseStatus.RUNNING, "budgets": {}, **columns})


def a_task(phase: Phase, target: str = "NoopAgent", **options: Any) -> str:
    """A ready inline task; returns its id."""
    with step(phase.run_id) as current:
        return queue.enqueue(current, phase, [NewTask(target=target, type="agent", input=options.pop("input", {}), executor="inline", **options)])[0]
