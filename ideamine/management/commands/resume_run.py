"""`manage.py resume_run`: a paused or interrupted run goes on."""

from __future__ import annotations

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ideamine.cli import watching
from ideamine.cli.runs import find
from ideamine.lib.errors import IdeaMineError
from phases import services
from runs.models import RunStatus


class Command(BaseCommand):
    """Let a run go on from where it stands."""

    help = "Let a paused or interrupted run go on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run, and whether to follow it."""
        parser.add_argument("run", help="the run's id, or its first characters")
        waiting = parser.add_mutually_exclusive_group()
        waiting.add_argument("--wait", action="store_true", default=None, help="follow the run to its end (default at a terminal)")
        waiting.add_argument("--detach", action="store_false", dest="wait")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *, run: str, wait: bool | None, as_json: bool, **_: Any) -> None:
        """Resume, and follow if asked to."""
        found = find(run)
        if found.status == RunStatus.PAUSED:
            try:
                services.resume_run(found.pk, by=getpass.getuser())
            except IdeaMineError as error:
                raise CommandError(str(error)) from error
        elif found.ended:
            raise CommandError(f"run {found.pk} is {found.status}; only a run that is not over can go on")
        if wait if wait is not None else sys.stdout.isatty() or as_json:
            sys.exit(watching.watch(found, as_json=as_json))
        self.stdout.write(f"run {found.pk} goes on")
