"""What can go wrong with runs and their work."""

from __future__ import annotations

from ideamine.lib.errors import IdeaMineError


class RunNotFound(IdeaMineError):
    """There is no such run."""

    code = "run_not_found"
    http_status = 404


class TaskNotFound(IdeaMineError):
    """There is no such task."""

    code = "task_not_found"
    http_status = 404


class IllegalMove(IdeaMineError):
    """This state cannot follow the present one."""

    code = "illegal_move"
    http_status = 409


class IdeaRefused(IdeaMineError):
    """The idea cannot be taken in."""

    code = "idea_refused"
    http_status = 400


class IdempotencyConflict(IdeaMineError):
    """This idempotency key was used before, for another request."""

    code = "idempotency_conflict"
    http_status = 409


class BudgetExceeded(IdeaMineError):
    """The budget has no room for this call."""

    code = "budget_exceeded"
    http_status = 402


class LostLease(IdeaMineError):
    """Another worker holds this task now; what this one writes no longer counts."""

    code = "lost_lease"


class TaskError(IdeaMineError):
    """A task failed. `error_class` chooses what follows:

    transient (backoff), throttled (wait `retry_after_s`), schema (repair once), tool_down (next of the ladder),
    dependency_down (parked until it is back, no attempt used), fatal, cancelled.
    """

    code = "task_error"
    CLASSES = frozenset({"transient", "throttled", "schema", "tool_down", "dependency_down", "fatal", "cancelled"})

    def __init__(self, message: str, *, error_class: str, retry_after_s: float | None = None):
        if error_class not in self.CLASSES:
            raise ValueError(f"{error_class!r} is no error class; one of {', '.join(sorted(self.CLASSES))}")
        super().__init__(message)
        self.error_class = error_class
        self.retry_after_s = retry_after_s
