"""Starts a checked-out product for tools and agents, and stops it again."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

START_TIMEOUT_S = 20
STOP_TIMEOUT_S = 5
ANSWER_TIMEOUT_S = 10
START_COMMAND = ("python", "-m", "app", "--host", "127.0.0.1", "--port", "8000", "--database", "data.sqlite3")
TEST_COMMAND = ("python", "-m", "unittest", "discover", "-s", "tests", "-t", ".")
READY = "listening on "


class ServiceFailed(RuntimeError):
    """The product did not start; the message carries what it printed."""


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What an account signs in with."""

    name: str
    password: str


Accounts = Mapping[str, Credentials]


@dataclass(frozen=True, kw_only=True)
class Service:
    """A running product: `url` without a slash at the end, the process id, its database file, its log, one account a role.

    `begun` is when it was started, by the monotonic clock. `accounts` is empty for a product that knows no roles.
    """

    url: str
    pid: int
    database: Path
    log: Path
    command: str
    begun: float = 0.0
    accounts: Accounts = field(default_factory=dict)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    def sign_in(self, role: str) -> str:
        """Return a token of the role's account, the same one each time; empty for a product without accounts. Raises SignInFailed."""
        if role in self.accounts and role not in self._tokens:
            self._tokens[role] = _token(self.url, self.accounts[role])
        return self._tokens.get(role, "")

    @property
    def sign_ins(self) -> int:
        """How many accounts have signed in so far."""
        return len(self._tokens)

    def know(self, before: Service) -> None:
        """Take over the sessions that began while the same database was served before."""
        self._tokens.update(before._tokens)


def waited_s(pid: int) -> float:
    """Return for how long a process was ready to run while others had the processors; 0.0 where the kernel does not tell.

    That time says how busy the machine is, and nothing of the process.
    """
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


class SignInFailed(OSError):
    """The product did not let an account in that was made for it."""


def _token(url: str, account: Credentials) -> str:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=ANSWER_TIMEOUT_S)
    try:
        body = json.dumps({"name": account.name, "password": account.password})
        connection.request("POST", "/api/session", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    if answer.status != 201:
        raise SignInFailed(f"POST /api/session answered {answer.status} to an account that was made before the start: {text[:200]!r}")
    return str(json.loads(text)["token"])


def clean_environment() -> dict[str, str]:
    """Return the environment for the product's own processes: nothing of ours on its import path."""
    return {**{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}, "PYTHONDONTWRITEBYTECODE": "1"}


@contextlib.contextmanager
def running(
    repo_path: Path, workdir: Path, *, database: str = "service.sqlite3", accounts: Accounts | None = None, clock_offset_s: int = 0, port: int = 0
) -> Iterator[Service]:
    """Start the product of a work tree on a port of 127.0.0.1 (0: a free one), yield it, and stop it.

    The database and the log lie in `workdir`. One account a role is made before the start, but for a database that has the given
    `accounts` already. Raises ServiceFailed when it is not ready within START_TIMEOUT_S seconds.
    """
    file, log = workdir / database, workdir / f"{database}.log"
    if accounts is None:
        accounts = make_accounts(repo_path, file)
    command = [sys.executable, "-m", "app", "--host", "127.0.0.1", "--port", str(port), "--database", str(file)]
    command += ["--clock-offset", str(clock_offset_s)] if clock_offset_s else []
    begun = time.monotonic()
    with (
        log.open("wb") as errors,
        subprocess.Popen(command, cwd=repo_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=clean_environment()) as process,
    ):
        try:
            url = _address(process, log)
            shown = "python -m app --host 127.0.0.1 --port 0"
            yield Service(url=url, pid=process.pid, database=file, log=log, command=shown, begun=begun, accounts=accounts)
        finally:
            _stop(process)


def make_accounts(repo_path: Path, database: Path) -> dict[str, Credentials]:
    """Make one account for every role that the product's contract names, by its own command; return role → credentials.

    Nothing is made for a product whose contract has no roles. Raises ServiceFailed when the command fails.
    """
    made = {role: new_account(f"{role} {secrets.token_hex(4)}") for role in roles_of(repo_path)}
    if made:
        load_accounts(repo_path, database, made)
    return made


def new_account(name: str) -> Credentials:
    """Return credentials with a password that nobody has seen."""
    return Credentials(name=name, password=secrets.token_urlsafe(12))


def load_accounts(repo_path: Path, database: Path, made: Accounts) -> None:
    """Add these accounts to a product's database by its own command. Raises ServiceFailed."""
    lines = "".join(f"{account.name}\t{role}\t{account.password}\n" for role, account in made.items())
    done = subprocess.run(
        [sys.executable, "-m", "app.accounts", "--database", str(database), "load"],
        cwd=repo_path,
        input=lines.encode(),
        capture_output=True,
        env=clean_environment(),
        timeout=START_TIMEOUT_S,
        check=False,
    )
    if done.returncode != 0:
        raise ServiceFailed(f"no accounts could be made: exit code {done.returncode}; {done.stderr.decode(errors='replace')[-2000:]}")


def roles_of(repo_path: Path) -> list[str]:
    """Return the roles that the product's contract names; none when it has no contract, or one without accounts."""
    try:
        document = json.loads((repo_path / "openapi.json").read_text(encoding="utf-8"))
        return [str(role) for role in document["components"]["schemas"]["SignInToken"]["properties"]["role"]["enum"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for the line that tells the address; a process that stays silent is killed by the timer, which ends the wait."""
    timer = threading.Timer(START_TIMEOUT_S, process.kill)
    timer.start()
    try:
        line = process.stdout.readline().decode(errors="replace").strip() if process.stdout else ""
    finally:
        timer.cancel()
    if not line.startswith(READY):
        process.kill()
        process.wait()
        said = log.read_text(errors="replace")[-2000:]
        raise ServiceFailed(f"the product did not start: it printed {line!r}, exit code {process.returncode}; {said}")
    return line.removeprefix(READY)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.kill()
