"""A task's row as the stages see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from phases.fanout import TaskView


@dataclass(frozen=True, kw_only=True)
class TaskRow(TaskView):
    """A task of any attempt and stage of the phase."""

    stage: str
    attempt: int
    type: str = "agent"
    error: str | None = None


def in_attempt(tasks: Iterable[TaskRow], stage: str, attempt: int) -> list[TaskRow]:
    """Return the tasks of a stage in one attempt: what an earlier attempt left does not count."""
    return [task for task in tasks if task.stage == stage and task.attempt == attempt]
