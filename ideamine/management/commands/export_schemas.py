"""`manage.py export_schemas`: every JSON Schema as a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from phases.contracts import export


class Command(BaseCommand):
    """Write docs/schemas/."""

    help = "Write every JSON Schema as <id>.json."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--folder", default=str(export.FOLDER))

    def handle(self, *, folder: str, **_: Any) -> None:
        """Write them."""
        written = export.export_schemas(Path(folder))
        self.stdout.write(f"{len(written)} schemas in {folder}")
