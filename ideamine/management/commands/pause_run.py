"""`manage.py pause_run`."""

from __future__ import annotations

import getpass
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ideamine.cli.runs import find
from ideamine.lib.errors import IdeaMineError
from phases import services


class Command(BaseCommand):
    """Pause a run."""

    help = "Pause a run."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run, and why."""
        parser.add_argument("run", help="the run's id, its first characters, or `last`")
        parser.add_argument("--reason", default="", help="goes into the ledger")

    def handle(self, *, run: str, reason: str, **_: Any) -> None:
        """Pause it."""
        found = find(run)
        try:
            services.pause_run(found.pk, by=getpass.getuser(), reason=reason)
        except IdeaMineError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"run {found.pk} is paused")
