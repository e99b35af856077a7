"""`celery beat` that surely ends when it is told to. Named by `ideamine.celery`."""

from __future__ import annotations

import signal

from celery.apps import beat


class Beat(beat.Beat):
    """Celery's beat with another answer to SIGTERM and SIGINT.

    Celery's answer raises SystemExit where the process stands. In the middle of a query that breaks the connection, the roll-back
    fails for it, and the scheduler takes the one error for the other: beat ticked on until it was killed.
    """

    def install_sync_handler(self, service) -> None:
        """Have the loop end at its next turn, and a sleep at once; what the schedule must keep is written when the loop ends."""

        def leave(_number: int, _frame: object) -> None:
            service.stop()
            raise SystemExit

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, leave)
