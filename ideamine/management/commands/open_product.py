"""`manage.py open_product`: the product that a run built, in a folder; with --serve also started, with an account a role."""

from __future__ import annotations

import shlex
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ideamine.cli import serving
from ideamine.cli.runs import find
from ideamine.cli.watching import manage
from ideamine.lib.errors import IdeaMineError
from ideamine.platform import preparation
from ideamine.platform.errors import PlatformRefused
from phases import products
from phases.sandboxed.product.running import ServiceFailed

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Unpack a run's newest product from the stored artifacts, and start it if asked to."""

    help = "Unpack the product that a run built; with --serve make an account a role and start it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which run, where to, and whether to start it."""
        parser.add_argument("run", help="the run's id, its first characters, or `last`")
        parser.add_argument("--folder", type=Path, help="new, empty, or with this product in it already (default: the run's own in var)")
        parser.add_argument("--serve", action="store_true", help=f"make one account a role, start the product on {HOST}, and stay until Ctrl-C")
        parser.add_argument("--port", type=int, default=0, help="port to serve on (default: a free one)")

    def handle(self, *, run: str, folder: Path | None, serve: bool, port: int, **_: Any) -> None:
        """Unpack, and tell how to start or start."""
        if not 0 <= port <= 65535:
            raise CommandError(f"--port {port}: a port is a number from 1 to 65535, or 0 for a free one")
        found = find(run)
        folder = (folder or Path(settings.VAR) / "runs" / str(found.pk) / "product").resolve()
        try:
            if serve and port:
                preparation.refuse_busy_port(HOST, port)
            fresh = products.open_in(found.pk, folder)
            self.stdout.write(f"  product   {folder}{'' if fresh else '   (there already)'}")
            if serve:
                serving.serve(folder, port=port, say=self._say)
            else:
                self._say(_how_to_start(found.pk, folder))
        except OSError as error:
            raise CommandError(f"{folder} cannot be used: {error.strerror or error}") from error
        except (IdeaMineError, PlatformRefused, ServiceFailed) as error:
            raise CommandError(str(error)) from error

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _how_to_start(run: Any, folder: Path) -> str:
    inside = f"cd {shlex.quote(str(folder))} && {sys.executable} -m"
    return "\n".join(
        [
            f"  start it  {manage()} open_product {run} --folder {shlex.quote(str(folder))} --serve",
            "  by hand   (README.md in there names the roles)",
            f"    {inside} app.accounts --database {serving.DATABASE} add NAME --role ROLE",
            f"    {inside} app --port 8080 --database {serving.DATABASE}",
        ]
    )
