"""Starts the product for checks: over a fresh copy of a prepared database, its clock where a check begins.

`prepare` adds the accounts and signs them in once. A check that starts the product over has a service of its own (`started`); all others
share a `Scene`, whose database is put back to what was prepared before each of them. Only what the product promises to everybody is
used: `python -m app.accounts … load`, `python -m app … --clock-offset`, and a SQLite file that holds all that it keeps.
"""

from __future__ import annotations

import compileall
import contextlib
import datetime
import http.client
import itertools
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from phases.sandboxed.product.running import Credentials, ServiceFailed, clean_environment, running
from phases.sandboxed.quality.asking import Client

COMMAND_TIMEOUT_S = 120
LOCK_TIMEOUT_S = 10
DATABASE = "service.sqlite3"


class Stage:
    """A product in a work tree, the accounts that checks sign in with, and their tokens while the clock stands at the beginning."""

    def __init__(self, product: Path, folder: Path, *, begin: datetime.datetime):
        self._product, self._folder, self.begin = product, folder, begin
        self._template = folder / "template"
        # who reads it makes files beside it, and takes them away again, which must not happen while another copies the folder
        self._reading = threading.Lock()
        self._numbers = itertools.count(1)
        self.accounts: dict[str, Credentials] = {}
        self.tokens: dict[str, str] = {}

    def prepare(self, accounts: Sequence[str]) -> None:
        """Make the database with the accounts, start the product once, and sign everybody in. Raises ServiceFailed."""
        self._template.mkdir(parents=True)
        # every start would compile the product anew, for it writes no bytecode
        compileall.compile_dir(self._product / "app", quiet=2)
        made = {account: Credentials(name=account.replace(" ", "-"), password=f"the sealed word of {account}") for account in accounts}
        if made:
            self._load("".join(f"{known.name}\t{account.partition(' ')[0]}\t{known.password}\n" for account, known in made.items()))
        self.accounts = made
        try:
            with self.started(self._template, 0) as url:
                self.tokens = {account: self.sign_in(url, account) for account in accounts}
        except (OSError, http.client.HTTPException) as error:
            raise ServiceFailed(f"{type(error).__name__}: {error}") from error

    def sign_in(self, url: str, account: str) -> str:
        """Return a new token of an account. Raises ServiceFailed when it is not let in."""
        client, known = Client(url), self.accounts[account]
        answer = client.sign_in(known.name, known.password)
        if answer.status != 201:
            raise ServiceFailed(f"{account} cannot sign in: {answer.method} {answer.path} answered {answer.status}: {answer.text[:200]}")
        return client.token

    def fresh(self) -> Path:
        """Return a folder with a copy of the database as it was prepared."""
        folder = self._folder / f"copy-{next(self._numbers)}"
        with self._reading:
            shutil.copytree(self._template, folder)
        return folder

    @contextlib.contextmanager
    def started(self, folder: Path, minutes: int) -> Iterator[str]:
        """Start the product over a folder's database, its clock so many minutes after the beginning; yield its address. Raises ServiceFailed."""
        offset = (self.begin + datetime.timedelta(minutes=minutes)).timestamp() - time.time()
        with running(self._product, folder, database=DATABASE, accounts=self.accounts, clock_offset_s=int(offset)) as service:
            yield service.url

    def put_back(self, folder: Path) -> None:
        """Make the rows of a folder's database those that were prepared, whoever has it open. Raises ServiceFailed."""
        try:
            with self._reading, contextlib.closing(sqlite3.connect(folder / DATABASE, timeout=LOCK_TIMEOUT_S, isolation_level=None)) as connection:
                _replace_rows(connection, self._template / DATABASE)
        except sqlite3.Error as error:
            raise ServiceFailed(f"the database cannot be put back: {error}") from error

    def _load(self, lines: str) -> None:
        command = [sys.executable, "-m", "app.accounts", "--database", str(self._template / DATABASE), "load"]
        try:
            done = subprocess.run(
                command,
                input=lines.encode(),
                cwd=self._product,
                capture_output=True,
                timeout=COMMAND_TIMEOUT_S,
                env=clean_environment(),
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise ServiceFailed(f"python -m app.accounts did not end within {COMMAND_TIMEOUT_S} s") from None
        if done.returncode:
            raise ServiceFailed(f"python -m app.accounts refused the accounts: {done.stderr.decode(errors='replace').strip()[-300:]}")


class Scene:
    """A started product that checks share, one after the other. Used by one thread; `close` stops it."""

    def __init__(self, stage: Stage):
        self._stage, self._stack = stage, contextlib.ExitStack()
        self._folder: Path | None = None
        self._url = ""

    def cleared(self) -> str:
        """Return the address of the product over the prepared rows; it is started when it does not run. Raises ServiceFailed."""
        if self._folder is None:
            folder = self._stage.fresh()
            self._url = self._stack.enter_context(self._stage.started(folder, 0))
            self._folder = folder
        else:
            self._stage.put_back(self._folder)
        return self._url

    def close(self) -> None:
        """Stop the product; the next check gets a new one."""
        self._folder = None
        self._stack.close()


def accounts_of(checks: Sequence[Mapping]) -> list[str]:
    """Return the accounts that these checks sign in with, sorted."""
    return sorted({step["as"] for check in checks for step in check["steps"] if step.get("as")})


def _replace_rows(connection: sqlite3.Connection, template: Path) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("ATTACH DATABASE ? AS prepared", (str(template),))
    connection.execute("BEGIN IMMEDIATE")
    tables = [
        row[0] for row in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'")
    ]
    for table in [*tables, "sqlite_sequence"]:
        name = '"' + table.replace('"', '""') + '"'
        connection.execute(f"DELETE FROM main.{name}")
        connection.execute(f"INSERT INTO main.{name} SELECT * FROM prepared.{name}")
    connection.execute("COMMIT")
