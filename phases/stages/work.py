"""What one step knows of its run, and of a phase in it: read on demand and once, changed in memory, written once at the end."""

from __future__ import annotations

import functools
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from phases import inputs, selectors
from phases.contracts.plans import PhasePlan
from phases.fanout import ENDED
from phases.inputs import StoredArtifact
from phases.selectors import PlanRow, RunView
from phases.stages.rows import TaskRow, in_attempt
from runs.models import Phase
from runs.transitions import Step, change_phase, move_phase


class RunWork:
    """A run within one step."""

    def __init__(self, step: Step, *, view: RunView | None = None):
        """Begin with what was seen of the run, if anything; read the rest when it is asked for."""
        self.step = step
        self._rows: dict[Any, PlanRow] = {}
        self._idea: Any = None
        self.tasks: dict[Any, list[TaskRow]] = {}
        if view is not None:
            self.phases, self._rows, self._idea, self.tasks = view.phases, view.plans, view.idea, view.tasks

    @functools.cached_property
    def phases(self) -> dict[str, Phase]:
        """The run's phases by name, in order, without their plans."""
        return selectors.phases_of(self.step.run.pk)

    def load_plans(self, phases: Iterable[Phase]) -> None:
        """Read the plans of these phases, and the idea, in one query."""
        missing = [phase.pk for phase in phases if phase.pk not in self._rows]
        if missing:
            rows, self._idea = selectors.plans_and_idea(missing)
            self._rows.update(rows)

    def plan(self, phase: Phase) -> PhasePlan:
        if phase.pk not in self._rows:
            self.load_plans([phase])
        return self._rows[phase.pk].plan

    def plan_is_whole(self, phase: Phase) -> bool:
        """Tell whether the stored plan is still the one that was hashed."""
        self.load_plans([phase])
        row = self._rows[phase.pk]
        return row.digest == row.plan_hash == row.plan.hash

    def plan_hash(self, phase: Phase) -> str:
        self.load_plans([phase])
        return self._rows[phase.pk].plan_hash

    def usage(self, phase: Phase) -> Mapping[str, Any]:
        """What the phase used and reserved so far, as `runs.budgets` keeps it."""
        self.load_plans([phase])
        return self._rows[phase.pk].usage

    @property
    def idea(self) -> Mapping[str, Any]:
        """The idea; known once a plan was loaded."""
        return self._idea


class PhaseWork:
    """A phase within one step. `change` alters the row in memory; `save` writes it."""

    def __init__(self, run: RunWork, phase: Phase, *, fresh: bool = False):
        self.run, self.step, self.phase = run, run.step, phase
        self.state: dict[str, Any] = dict(phase.state)
        self.clarified: Any = None
        self.verdict: tuple[Mapping[str, Any], Mapping[str, Any]] = ({}, {})
        self._changes: dict[str, Any] = {}
        self._to: str | None = None
        if fresh:
            self.tasks = []

    @property
    def plan(self) -> PhasePlan:
        return self.run.plan(self.phase)

    @functools.cached_property
    def tasks(self) -> list[TaskRow]:
        """All tasks of the phase, of every attempt."""
        seen = self.run.tasks.get(self.phase.pk)
        return selectors.tasks_of(self.phase.pk) if seen is None else seen

    def tasks_in(self, stage: str) -> list[TaskRow]:
        """Return the tasks of a stage in the present attempt."""
        return in_attempt(self.tasks, stage, self.phase.attempt)

    @property
    def chosen(self) -> list[str]:
        """The agents that run in this attempt: all, or those that the healing named."""
        named = self.state.get("chosen")
        if named is not None:
            return named
        return [agent.id for agent in self.plan.agents]

    def newest_tasks(self) -> list[TaskRow]:
        """Return each agent's tasks of the attempt in which it ran last, in plan order."""
        since = self.state.get("since", {})
        return [task for task in self.tasks if task.stage == "dispatch" and task.attempt == since.get(task.target, 1)]

    def artifacts(self, phases: Iterable[str], types: Collection[str] | None = None) -> list[StoredArtifact]:
        """Return the accepted artifacts of phases, oldest first; of these types if given."""
        if types is not None and not types:
            return []
        names = list(phases)
        views = selectors.views(self.run.phases[name] for name in names if name != self.phase.name)
        views |= {self.phase.name: inputs.PhaseView(position=self.phase.position, attempt=self.phase.attempt, since=self.state.get("since", {}))}
        return inputs.accepted(selectors.artifacts_of(self.step.run.pk, names, types), views)

    @functools.cached_property
    def own_artifacts(self) -> list[StoredArtifact]:
        """The accepted artifacts of this phase's agents."""
        if not self.plan.artifacts and not any(agent.produces for agent in self.plan.agents):
            return []
        return [artifact for artifact in self.artifacts([self.phase.name]) if artifact.stage == "dispatch"]

    def change(self, **columns: Any) -> None:
        """Change columns of the phase's row."""
        for name, value in columns.items():
            setattr(self.phase, name, value)
        self._changes.update(columns)

    def move(self, to: str, **columns: Any) -> None:
        """Change the phase's status; its row is written with everything else by `save`."""
        self._to = to
        self.change(**columns)

    def remember(self, **values: Any) -> None:
        """Change what the coordinator remembers; None forgets."""
        state = {**self.state, **values}
        self.state = {key: value for key, value in state.items() if value is not None}
        self.change(state=self.state)

    def save(self) -> None:
        """Write what changed, in one UPDATE; a change of status by compare-and-swap. Raises IllegalMove."""
        if self._to is not None:
            to, self._to = self._to, None
            move_phase(self.step, self.phase, to, **self._changes)
        elif self._changes:
            change_phase(self.step, self.phase, **self._changes)
        self._changes = {}

    def progress(self, planned: int) -> None:
        """Tell how far the phase has come: its ended tasks of this attempt over those that are known to come."""
        mine = [task for task in self.tasks if task.attempt == self.phase.attempt]
        done = sum(task.status in ENDED for task in mine)
        planned = max(planned, len(mine), 1)
        pct = max(self.state.get("pct", 0), round(100 * done / planned))
        if pct == self.state.get("pct", 0):
            return
        self.remember(pct=pct)
        elapsed = (self.step.now - (self.phase.started_at or self.step.now)).total_seconds()
        eta = round(elapsed * (100 - pct) / pct) if pct else None
        self.step.emit(
            "phase.progress",
            phase=self.phase.name,
            pct=pct,
            eta=eta,
            metrics={"stage": str(self.phase.stage), "attempt": self.phase.attempt, "tasks_done": done, "tasks_planned": planned},
        )
