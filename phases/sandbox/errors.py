"""What can go wrong at the border of the sandbox."""

from __future__ import annotations

from typing import Any

from ideamine.lib.errors import IdeaMineError
from runs.errors import TaskError

METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
REFUSED = -32001
FAILED = -32002


class Violation(IdeaMineError):
    """The sandbox broke the protocol or a limit; its process group is killed."""

    code = "sandbox_violation"


class Died(IdeaMineError):
    """The sandbox ended without a result. `exit_code` is negative for a signal, None when it could not be told."""

    code = "sandbox_died"

    def __init__(self, message: str, *, exit_code: int | None):
        super().__init__(message)
        self.exit_code = exit_code


class Refused(IdeaMineError):
    """A request that the worker does not grant: the sandbox gets a JSON-RPC error and may go on without."""

    code = "sandbox_refused"

    def __init__(self, message: str, *, rpc_code: int = REFUSED, error_class: str = "fatal", data: Any = None):
        super().__init__(message)
        self.rpc_code, self.error_class, self.data = rpc_code, error_class, data


class SandboxFailed(IdeaMineError):
    """The sandbox could not be started."""

    code = "sandbox_failed"
    retryable = True


class ArchiveRefused(IdeaMineError):
    """The archive holds something that is not unpacked."""

    code = "archive_refused"
    http_status = 400


class TimedOut(TaskError):
    """The work ran longer than its time limit."""

    def __init__(self, message: str | None = None):
        super().__init__(message or (self.__doc__ or ""), error_class="transient")
