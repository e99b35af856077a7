"""`manage.py export_dossier`: the finished account of a run as a file."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ideamine.cli.runs import find
from ideamine.lib.errors import IdeaMineError
from ledger.dossier import rendering, storing


class Command(BaseCommand):
    """Write a run's dossier."""

    help = "Write a run's dossier as JSON or HTML."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run, which form, which file."""
        parser.add_argument("run", help="the run's id, its first characters, or `last`")
        parser.add_argument("--format", choices=["json", "html"], default="html")
        parser.add_argument("-o", "--output", help="the file to write; standard output without it")

    def handle(self, *, run: str, format: str, output: str | None, **_: Any) -> None:
        """Write it."""
        try:
            data = rendering.export(storing.get(find(run).pk), format)
            if output is None:
                sys.stdout.buffer.write(data)
                return
            Path(output).write_bytes(data)
        except IdeaMineError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        self.stdout.write(output)
