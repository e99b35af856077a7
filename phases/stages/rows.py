"""A task's row as the stages see it."""

from __future__ import annotations

from dataclasses import dataclass

from phases.fanout import TaskView


@dataclass(frozen=True, kw_only=True)
class TaskRow(TaskView):
    """A task of any attempt and stage of the phase."""

    stage: str
    attempt: int
    type: str = "agent"
    error: str | None = None
