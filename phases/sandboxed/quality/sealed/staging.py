"""Starts the product for one check at a time: over a fresh copy of a database with accounts, its clock where the check begins.

Only what the product promises to everybody is used: `python -m app.accounts` to add accounts, `python -m app … --clock-offset` to start.
"""

from __future__ import annotations

import contextlib
import datetime
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from phases.sandboxed.product.running import ServiceFailed, clean_environment, running

COMMAND_TIMEOUT_S = 30
DATABASE = "service.sqlite3"


class Stage:
    """A product in a work tree, and the accounts that checks sign in with: account → (name, password)."""

    def __init__(self, product: Path, folder: Path, *, begin: datetime.datetime):
        self._product, self._folder, self.begin = product, folder, begin
        self._template = folder / "template"
        self._numbers = 0
        self.accounts: dict[str, tuple[str, str]] = {}

    def prepare(self, accounts: Sequence[str]) -> None:
        """Start the product once, so that its database is made, and add the accounts. Raises ServiceFailed."""
        self._template.mkdir(parents=True)
        with self._running(self._template, 0):
            pass
        for account in accounts:
            name, password = account.replace(" ", "-"), f"the sealed word of {account}"
            self._add(name, password, role=account.partition(" ")[0])
            self.accounts[account] = (name, password)

    def fresh(self) -> Path:
        """Return a folder with a copy of the database as it was prepared."""
        self._numbers += 1
        folder = self._folder / f"check-{self._numbers}"
        shutil.copytree(self._template, folder)
        return folder

    @contextlib.contextmanager
    def started(self, folder: Path, minutes: int) -> Iterator[str]:
        """Start the product over a folder's database, its clock so many minutes after the beginning; yield its address. Raises ServiceFailed."""
        with self._running(folder, minutes) as url:
            yield url

    @contextlib.contextmanager
    def _running(self, folder: Path, minutes: int) -> Iterator[str]:
        offset = (self.begin + datetime.timedelta(minutes=minutes)).timestamp() - time.time()
        with running(self._product, folder, database=DATABASE, options=("--clock-offset", str(int(offset)))) as service:
            yield service.url

    def _add(self, name: str, password: str, *, role: str) -> None:
        command = [sys.executable, "-m", "app.accounts", "--database", str(self._template / DATABASE), "add", name, "--role", role]
        try:
            done = subprocess.run(
                command,
                cwd=self._product,
                input=f"{password}\n".encode(),
                capture_output=True,
                timeout=COMMAND_TIMEOUT_S,
                env=clean_environment(),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ServiceFailed(f"python -m app.accounts did not add {name} within {COMMAND_TIMEOUT_S} s") from None
        if done.returncode:
            raise ServiceFailed(f"python -m app.accounts did not add {name}: {done.stderr.decode(errors='replace').strip()[-300:]}")


def accounts_of(checks: Sequence[Mapping]) -> list[str]:
    """Return the accounts that these checks sign in with, sorted."""
    return sorted({step["as"] for check in checks for step in check["steps"] if step.get("as")})
