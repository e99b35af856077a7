"""`manage.py up`: the whole platform in one terminal."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from ideamine.platform import local, preparation

POLL_SECONDS = 0.5


class Command(BaseCommand):
    """Prepare the database, start web, workers, control worker and beat, and stay until Ctrl-C."""

    help = "Start the whole platform: web, workers, control worker, beat. Ctrl-C stops it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the web process listens."""
        parser.add_argument("--host", default="127.0.0.1", help="address of the web process (default 127.0.0.1)")
        parser.add_argument("--port", type=int, default=8000, help="port of the web process (default 8000)")
        parser.add_argument("--no-web", action="store_false", dest="web", help="workers and beat only")

    def handle(self, *, host: str, port: int, web: bool, **_: object) -> None:
        """Run until SIGINT, SIGTERM or the end of the terminal."""
        asked_to_stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: asked_to_stop.set())
        if web:
            preparation.refuse_busy_port(host, port)
        password = self._prepare(web)
        address = (host, port) if web else None
        with local.platform(web=address, say=self._say) as platform:
            self._say(f"starting {'web, ' if web else ''}control, worker ({settings.WORKER_SLOTS} slots), beat; logs in {settings.VAR / 'log'}")
            self._announce_when_ready(address, password, asked_to_stop)
            asked_to_stop.wait()
            self._say(f"stopping {', '.join(platform.pids())}")
        self._say("stopped")

    def _prepare(self, web: bool) -> str | None:
        preparation.refuse_unfit_surroundings()
        self._say("database and Redis answer" + (f" (embedded, in {settings.VAR})" if settings.EMBEDDED else ""))
        if preparation.ensure_schema():
            self._say("database prepared")
        password = preparation.ensure_administrator() if web else None
        connections.close_all()
        return password

    def _announce_when_ready(self, address: tuple[str, int] | None, password: str | None, asked_to_stop: threading.Event) -> None:
        if password is not None:
            self.stdout.write(f"\n  administrator: {preparation.ADMINISTRATOR}\n  password:      {password}   (shown only now)\n\n")
        url = f"http://{address[0]}:{address[1]}" if address else ""
        while not asked_to_stop.wait(POLL_SECONDS):
            if local.ready(url) if url else local.working():
                self._say(f"ready: {url}/admin/   health: {url}/readyz   Ctrl-C stops" if url else "ready; Ctrl-C stops")
                return

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"ideamine: {sentence}")
        self.stdout.flush()
