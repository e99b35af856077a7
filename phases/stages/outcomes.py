"""What a stage came to."""

from __future__ import annotations

from enum import StrEnum


class StageOutcome(StrEnum):
    """How a stage went: what the coordinator's loop does next follows from it."""

    MOVED = "moved"
    """The phase stands in its next stage; go on."""
    WAITING = "waiting"
    """Tasks are open; their end wakes the coordinator."""
    READING = "reading"
    """Contents must be read, outside of the transaction; then go on."""
    ENDED = "ended"
    """The phase is over."""
