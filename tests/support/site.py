"""IdeaMine as a person has it: `manage.py` as a process, on a site of its own with workers, control worker and beat.

`Door` runs commands, `platform` keeps `manage.py up --no-web` running around a block, and `processes_of` finds whatever of a site is
still alive: by the `var/` in its environment, or, for sandboxes, whose environment is clean, by the folder that they stand in.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from ideamine import paths
from tests.support import engines as support
from tests.support.engines import Site
from tests.support.waiting import wait_until

START_SECONDS = 60
STOP_SECONDS = 40


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of --json."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def last(self) -> dict[str, Any]:
        """The last line of --json: run_id, status, dossier."""
        assert self.out.strip(), f"nothing was said; code {self.code}, {self.err}"
        return self.lines[-1]


@dataclass(frozen=True, kw_only=True)
class Door:
    """The commands of one site."""

    site: Site
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Start a command in a session of its own; standard input is closed unless `stdin` says otherwise."""
        environment = {**self.site.environment(), **self.environment}
        options = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.Popen([sys.executable, "manage.py", *arguments], cwd=paths.PROJECT, env=environment, start_new_session=True, **options)

    def manage(self, *arguments: str, stdin: bytes | None = None, seconds: float = 120) -> Answer:
        """Run a command to its end, with these bytes on standard input."""
        process = self.start(*arguments, stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE)
        try:
            out, err = process.communicate(stdin, timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGTERM)
            out, err = _killed(process)
            raise AssertionError(f"{' '.join(arguments)}: not over within {seconds} s\n{out.decode()[-2000:]}\n{err.decode()[-2000:]}") from None
        return Answer(code=process.returncode, out=out.decode(), err=err.decode())

    def run(self, idea: str, *arguments: str, **options: Any) -> Answer:
        """Take an idea in and follow its run to the end."""
        return self.manage("start_run", idea, "--json", *arguments, **options)

    def detach(self, idea: str, *arguments: str) -> str:
        """Take an idea in and return the id of its run."""
        answer = self.manage("start_run", idea, "--detach", *arguments)
        assert answer.code == 0, answer.err
        return answer.out.strip()


def _killed(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What a process said that was asked to end, and was killed with its group when it did not."""
    try:
        return process.communicate(timeout=STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        return process.communicate(timeout=STOP_SECONDS)


@contextmanager
def platform(door: Door) -> Iterator[None]:
    """Have `manage.py up --no-web` running; at its end nothing of the site is alive any more."""
    log = door.site.var / "up.log"
    with log.open("wb") as file:
        process = door.start("up", "--no-web", stdout=file, stderr=file)
    try:
        wait_until(lambda: "ready;" in log.read_text() or process.poll() is not None, seconds=START_SECONDS, what=f"the platform is ready ({log})")
        assert process.poll() is None, log.read_text()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    wait_until(lambda: not processes_of(door.site), seconds=5, what=f"nothing is left behind: {processes_of(door.site)}")
    assert sandbox_folders(door.site) == []


@contextmanager
def standing_on(site: Site) -> Iterator[None]:
    """Let this process read the site's rows and artifacts."""
    before = settings.DATABASE_URL, settings.REDIS_URL
    storage, var = settings.ARTIFACT_STORAGE, settings.VAR
    support.point_settings_at(site.database_url, site.redis_url)
    settings.ARTIFACT_STORAGE, settings.VAR = str(site.var / "artifacts"), site.var
    try:
        yield
    finally:
        settings.ARTIFACT_STORAGE, settings.VAR = storage, var
        support.point_settings_at(*before)


def processes_of(site: Site) -> dict[int, str]:
    """Return pid → command line of the site's living processes, sandboxes included."""
    return _processes(site, f"IDEAMINE_VAR={site.var}".encode()) | sandboxes_of(site)


def sandboxes_of(site: Site) -> dict[int, str]:
    """Return pid → command line of the processes that stand in the site's sandbox folders."""
    return _processes(site, None)


def sandbox_folders(site: Site) -> list[str]:
    """Return the names of the sandbox folders that exist."""
    folder = site.var / "sandbox"
    return sorted(found.name for found in folder.iterdir()) if folder.exists() else []


def _processes(site: Site, marker: bytes | None) -> dict[int, str]:
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if marker is None:
                here = os.readlink(entry / "cwd").startswith(f"{site.var}/sandbox/")
            else:
                here = marker in (entry / "environ").read_bytes().split(b"\0")
            if here:
                found[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue  # gone, or a zombie
    return found
