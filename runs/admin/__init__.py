"""Admin pages of phases, tasks, events, timers and checkpoints. The page of runs is in `phases.admin`, where its verbs live."""

from runs.admin import events, phases, tasks, timers

__all__ = ["events", "phases", "tasks", "timers"]
