"""The tables of `runs`: what a run is, and how far its work has come. One file a table."""

from runs.models.checkpoint import Checkpoint
from runs.models.event import Event
from runs.models.phase import Phase, PhaseStatus, Stage
from runs.models.run import Run, RunStatus
from runs.models.task import Task, TaskStatus, TaskType
from runs.models.timer import Timer, TimerAction

__all__ = ["Checkpoint", "Event", "Phase", "PhaseStatus", "Run", "RunStatus", "Stage", "Task", "TaskStatus", "TaskType", "Timer", "TimerAction"]
