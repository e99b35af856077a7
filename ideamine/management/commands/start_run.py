"""`manage.py start_run`: an idea goes in; with --wait its run is followed to the dossier."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from ideamine.cli import ideas, watching
from ideamine.cli.runs import find
from ideamine.lib.errors import IdeaMineError
from ideamine.platform import preparation
from phases import services


class Command(BaseCommand):
    """Take an idea in and start its run; exit code 0 only when the run completed (or reached --until)."""

    help = "Start a run: an idea goes through its phases to a product and a dossier."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The idea, how far, with what, and how to show it."""
        parser.add_argument("idea", nargs="?", help="the idea in words, or - for standard input")
        parser.add_argument("--file", help="a file with the idea: text, .yaml or .json (text, title, users, constraints, …)")
        parser.add_argument("--after", metavar="RUN", help="go on from an earlier run (its id, or `last`): its idea, and yours as what it lacked")
        waiting = parser.add_mutually_exclusive_group()
        waiting.add_argument("--wait", action="store_true", default=None, help="follow the run to its end (default at a terminal)")
        waiting.add_argument("--detach", action="store_false", dest="wait", help="print the run's id and leave")
        parser.add_argument("--until", metavar="PHASE", help="run this phase and what it depends on, no more")
        parser.add_argument("--json", action="store_true", dest="as_json", help="one JSON object a line; the last has run_id, status, dossier")
        parser.add_argument("--config", metavar="DIR", help="another folder of phase and agent files")
        parser.add_argument("--budget", action="append", default=[], metavar="RESOURCE=AMOUNT", help="e.g. tokens=100000; may be repeated")
        parser.add_argument("--title", help="a title for the run")
        parser.add_argument("--key", help="an idempotency key: a second start with it finds the first run")

    def handle(self, *, idea: str | None, file: str | None, wait: bool | None, as_json: bool, **options: Any) -> None:
        """Start, and follow if asked to."""
        wait = wait if wait is not None else sys.stdout.isatty() or as_json
        try:
            taken, budgets = ideas.read(idea, file), _budgets(options["budget"])
            preparation.refuse_unfit_surroundings()
            preparation.ensure_schema()
            requested = services.request_run(
                taken,
                title=options["title"],
                budgets=budgets,
                until=options["until"],
                config_dir=options["config"],
                created_by=getpass.getuser(),
                idempotency_key=options["key"],
                after=find(options["after"]) if options["after"] else None,
            )
        except IdeaMineError as error:
            raise CommandError(str(error)) from error
        if not wait:
            self.stdout.write(
                json.dumps({"run_id": str(requested.run.pk), "status": str(requested.run.status), "dossier": None})
                if as_json
                else str(requested.run.pk)
            )
            return
        connections.close_all()
        sys.exit(watching.watch(requested.run, as_json=as_json))


def _budgets(pairs: list[str]) -> dict[str, float]:
    budgets = {}
    for pair in pairs:
        name, _, amount = pair.partition("=")
        try:
            budgets[name] = float(amount)
        except ValueError:
            raise CommandError(f"--budget {pair!r}: write RESOURCE=AMOUNT, e.g. tokens=100000") from None
    return budgets
