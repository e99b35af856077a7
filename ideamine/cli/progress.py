"""A run as it looks at a terminal: phases, tasks, gates, budget, elapsed time; plain lines where there is no terminal."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from runs.models import Event, Phase, Run

MARKS = {"pending": ("·", "dim"), "running": ("▶", "cyan"), "completed": ("✔", "green"), "failed": ("✘", "red"), "cancelled": ("–", "dim")}


@dataclass
class PhaseView:
    """What is shown of a phase."""

    status: str = "pending"
    attempt: int = 1
    started: float | None = None
    seconds: float | None = None
    tasks_done: int = 0
    tasks_started: set[str] = field(default_factory=set)
    working_on: dict[str, str] = field(default_factory=dict)
    score: float | None = None
    note: str = ""


class RunView:
    """The picture of a run, fed with its events."""

    def __init__(self, run: Run):
        self.run_id = run.pk
        self.title = run.title
        self.budgets = {name: amount for name, amount in (run.budgets or {}).items() if amount}
        self.phases = {name: PhaseView() for name in Phase.objects.filter(run=run).order_by("position").values_list("name", flat=True)}
        self.status = str(run.status)
        self.alerts: list[str] = []
        self._began = time.monotonic()
        self._first: float | None = None
        self._last = 0.0

    def hear(self, event: Event) -> None:
        """Take one event into the picture."""
        moment = event.timestamp.timestamp()
        self._first = self._first or moment
        self._last = moment
        phase = self.phases.get(event.phase or "")
        kind = event.event_type
        if kind.startswith("run."):
            self.status = {"started": "running", "complete": "completed", "resumed": "running"}.get(kind.split(".")[1], kind.split(".")[1])
            if kind == "run.failed":
                self._close_open("cancelled")
        elif kind.startswith("budget."):
            self.alerts.append(f"{kind} {event.payload.get('resource')} in {event.phase}")
        elif phase is not None:
            self._hear_phase(phase, kind, event.payload, moment)

    def _hear_phase(self, phase: PhaseView, kind: str, payload: dict[str, Any], moment: float) -> None:
        if kind == "phase.started":
            phase.status, phase.started = "running", moment
        elif kind == "task.started":
            phase.tasks_started.add(payload["task_id"])
            phase.working_on[payload["task_id"]] = payload["target"]
        elif kind in ("task.complete", "task.dead_lettered", "task.retry"):
            phase.working_on.pop(payload["task_id"], None)
            phase.tasks_done += kind != "task.retry"
        elif kind in ("phase.gate.passed", "phase.gate.failed"):
            phase.score = payload.get("score")
            passed = kind == "phase.gate.passed"
            phase.note = "" if passed else "; ".join(payload.get("reasons", []))[:160]
            phase.attempt += not passed
            if not passed:
                phase.seconds = moment - (phase.started or moment)
        elif kind == "phase.complete":
            phase.status = str(payload.get("status", "completed"))
            phase.seconds = moment - (phase.started or moment)
            phase.working_on.clear()

    def _close_open(self, status: str) -> None:
        for phase in self.phases.values():
            if phase.status in ("pending", "running"):
                phase.status = "failed" if phase.status == "running" and phase.note else status

    @property
    def elapsed_s(self) -> float:
        """Seconds since the run's first event."""
        return 0.0 if self._first is None else max(self._last, time.time() if self.status == "running" else 0.0) - self._first

    def table(self) -> Group:
        """Return the picture for rich."""
        table = Table(box=None, padding=(0, 1), show_edge=False)
        for heading, justify in (("", "left"), ("phase", "left"), ("tasks", "right"), ("gate", "right"), ("time", "right"), ("", "left")):
            table.add_column(heading, justify=justify, no_wrap=heading != "")
        for name, phase in self.phases.items():
            mark, colour = MARKS.get(phase.status, ("?", "red"))
            seconds = phase.seconds if phase.seconds is not None else (time.time() - phase.started if phase.started else None)
            doing = ", ".join(sorted(set(phase.working_on.values()))[:3]) or phase.note
            table.add_row(
                Text(mark, colour),
                Text(name, colour),
                f"{phase.tasks_done}/{len(phase.tasks_started)}" if phase.tasks_started else "",
                "" if phase.score is None else f"{phase.score:.0f} %",
                "" if seconds is None else f"{seconds:.1f} s",
                Text(doing, "dim"),
            )
        done = sum(phase.status == "completed" for phase in self.phases.values())
        head = Text(f"{self.title}\n", "bold")
        foot = Text(f"\n{done} of {len(self.phases)} phases, {self.elapsed_s:.0f} s, {self.status}{self._used()}", "dim")
        return Group(head, table, foot)

    def _used(self) -> str:
        used = Run.objects.filter(pk=self.run_id).values_list("usage", flat=True).first() or {}
        shown = [f"{used.get('used', {}).get(name, 0):.3g} of {amount:g} {name.replace('_', ' ')}" for name, amount in self.budgets.items()]
        return f"; used {', '.join(shown)}" if shown else ""


class TerminalShow:
    """Live table at a terminal, one line an event of weight elsewhere."""

    def __init__(self, view: RunView, console: Console | None = None):
        self.view = view
        self.console = console or Console()
        self._live = Live(view.table(), console=self.console, refresh_per_second=4, transient=False) if self.console.is_terminal else None

    def __enter__(self) -> TerminalShow:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.update(self.view.table(), refresh=True)
            self._live.stop()

    def hear(self, event: Event | None) -> None:
        """Show what an event changed."""
        if event is not None:
            self.view.hear(event)
        if self._live:
            self._live.update(self.view.table())
        elif event is not None and (line := self._line(event)):
            self.console.print(line, highlight=False, markup=False)

    def _line(self, event: Event) -> str | None:
        phase = self.view.phases.get(event.phase or "")
        texts = {
            "phase.started": lambda: f"{event.phase}: started",
            "phase.gate.failed": lambda: f"{event.phase}: gate failed, attempt {event.payload.get('attempt')}: {'; '.join(event.payload['reasons'])}",
            "phase.gate.passed": lambda: f"{event.phase}: gate passed, {event.payload.get('score', 0):.0f} %",
            "phase.complete": lambda: f"{event.phase}: {phase.status if phase else ''} in {(phase.seconds or 0) if phase else 0:.1f} s",
            "task.retry": lambda: f"{event.phase}: {event.payload['target']} again: {event.payload['reason'][:200]}",
            "task.dead_lettered": lambda: f"{event.phase}: {event.payload['target']} is dead: {event.payload.get('error', '')[:200]}",
        }
        if event.event_type == "task.complete" and event.payload.get("status") == "failed":
            return f"{event.phase}: {event.payload['target']} failed: {event.payload.get('error', '')[:300]}"
        made = texts.get(event.event_type)
        return made() if made else (f"run {self.view.status}" if event.event_type.startswith("run.") else None)
