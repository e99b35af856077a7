"""Wait for something that another process does: ask again and again until it is so, with a limit that fails the test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
POLL_SECONDS = 0.05


def wait_until(happened: Callable[[], T], *, seconds: float, what: str) -> T:
    """The first truthy value of `happened`; AssertionError naming `what` after that many seconds."""
    pause = threading.Event()
    deadline = time.monotonic() + seconds
    while True:
        value = happened()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        pause.wait(POLL_SECONDS)
