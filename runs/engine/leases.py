"""Leases: one thread a process says every few seconds "these tasks are still mine"; who cannot say so stops by itself.

The lease is only about the worker being alive. Progress of the work is another clock, which this thread never writes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from django.db import DatabaseError, close_old_connections, connection

from runs.engine import settings
from runs.engine.claims import Claim

_RENEW = """UPDATE tasks SET lease_expires_at = clock_timestamp() + make_interval(secs => %s) WHERE id IN (
 SELECT t.id FROM tasks t JOIN unnest(%s::uuid[], %s::bigint[]) AS mine(id, fence) ON t.id = mine.id AND t.fence = mine.fence
 WHERE t.status = 'running' FOR NO KEY UPDATE OF t SKIP LOCKED) RETURNING id"""
_STILL_MINE = """SELECT t.id FROM tasks t JOIN unnest(%s::uuid[], %s::bigint[]) AS mine(id, fence) ON t.id = mine.id AND t.fence = mine.fence
 WHERE t.status = 'running'"""
log = structlog.get_logger(__name__)


class LeaseKeeper:
    """Holds the claims of this process and renews them. `beat` is called after each round, to show that the process lives."""

    def __init__(self, beat: Callable[[], None] = lambda: None):
        self._claims: dict[str, Claim] = {}
        self._lock = threading.Lock()
        self._beat = beat
        self._renewed_at = time.monotonic()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def hold(self, claim: Claim) -> None:
        with self._lock:
            if not self._claims:
                self._renewed_at = time.monotonic()
            self._claims[claim.spec.id] = claim

    def drop(self, claim: Claim) -> None:
        with self._lock:
            if self._claims.get(claim.spec.id) is claim:
                del self._claims[claim.spec.id]

    def held(self) -> list[Claim]:
        """Return the claims whose tasks are still ours to end."""
        with self._lock:
            return [claim for claim in self._claims.values() if not claim.ended]

    def start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._stop.clear()
            self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()

    def round(self) -> None:
        """Renew once; whoever lost its lease is told to stop, and so is everybody after too long without renewal."""
        claims = self.held()
        if time.monotonic() - self._renewed_at > settings.give_up_seconds():
            # also after a SIGSTOP: the monotonic clock went on while we did not
            self._abandon(claims, "no renewal for too long")
        try:
            lost = self._lost(claims) if claims else []
            self._renewed_at = time.monotonic()
        except DatabaseError as error:
            log.warning("leases not renewed", held=len(claims), error=str(error))
            close_old_connections()
            return
        self._abandon(lost, "lease lost or task ended elsewhere")

    def _lost(self, claims: list[Claim]) -> list[Claim]:
        ids, fences = [claim.spec.id for claim in claims], [claim.fence for claim in claims]
        with connection.cursor() as cursor:
            cursor.execute(_RENEW, [settings.lease_seconds(), ids, fences])
            renewed = {str(row[0]) for row in cursor.fetchall()}
            if len(renewed) < len(claims):
                # rows that another transaction is changing were skipped: look whether they are still ours
                cursor.execute(_STILL_MINE, [ids, fences])
                renewed |= {str(row[0]) for row in cursor.fetchall()}
        return [claim for claim in claims if claim.spec.id not in renewed]

    def _abandon(self, claims: list[Claim], why: str) -> None:
        for claim in claims:
            if not claim.lost and not claim.finishing and claim.spec.id in self._claims:
                log.warning("work stopped", task_id=claim.spec.id, target=claim.spec.target, fence=claim.fence, reason=why)
                claim.lost = True
                claim.cancelled.set()

    def _run(self) -> None:
        while not self._stop.wait(settings.renew_seconds()):
            try:
                self.round()
                self._beat()
            except Exception:
                log.exception("lease round failed")
        connection.close()
