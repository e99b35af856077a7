"""The base of our errors: named for the condition, with a code, and whether trying again can help."""

from __future__ import annotations


class IdeaMineError(Exception):
    """Something went wrong that IdeaMine knows by name; the default message is the docstring of the class."""

    code = "error"
    retryable = False
    http_status = 500

    def __init__(self, message: str | None = None):
        super().__init__(message or (self.__doc__ or "").strip())
