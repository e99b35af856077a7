"""`manage.py check_config`: are the phase and agent files right?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from phases.configuration import check_config


class Command(BaseCommand):
    """Check the configuration; every problem with file, line and key; exit code 1 when there is one."""

    help = "Check the phase and agent files."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which folder."""
        parser.add_argument("--config", metavar="DIR", default=str(settings.CONFIG_DIR))

    def handle(self, *, config: str, **_: Any) -> None:
        """Check and say."""
        problems = check_config(Path(config))
        for problem in problems:
            self.stderr.write(str(problem))
        if problems:
            sys.exit(1)
        self.stdout.write(f"{config}: no problem found")
