"""`manage.py verify_ledger`: does the chain of a run (or of every run) hold?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ideamine.cli.runs import find
from ledger import verification


class Command(BaseCommand):
    """Verify ledgers; exit code 1 when one does not hold."""

    help = "Verify the hash chain of a run's ledger, or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run."""
        parser.add_argument("run", nargs="?", help="the run's id, its first characters, or `last`; all runs without it")

    def handle(self, *, run: str | None, **_: Any) -> None:
        """Verify and say."""
        reports = [verification.verify(find(run).pk)] if run else list(verification.verify_all())
        for report in reports:
            self.stdout.write(
                f"{report.run_id}: {report.length} entries hold"
                if report.ok
                else f"{report.run_id}: BROKEN at entry {report.bad_seq}: {report.reason}"
            )
        if any(not report.ok for report in reports):
            sys.exit(1)
        if not reports:
            self.stdout.write("there is no run yet")
