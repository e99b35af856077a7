"""One embedded PostgreSQL: make its data folder, start it, say whether it lives, stop it."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2

from ideamine.embedded import binaries, processes
from ideamine.embedded.errors import DiskFull, EngineUnavailable
from ideamine.embedded.places import Places

SUPERUSER = "ideamine"
DATABASE = "ideamine"
START_SECONDS = 60
STOP_SECONDS = 20
ROOM_FOR_DATA_BYTES = 200 * 1024 * 1024
LINGERING_CHILDREN_SECONDS = 5.0
OPTIONS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "max_wal_size": "256MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


def url(places: Places, database: str = DATABASE) -> str:
    """DATABASE_URL in the form that django-environ reads for a unix socket."""
    return f"postgres://{SUPERUSER}@/{places.postgres_sockets}/{database}"


def connect(places: Places, database: str = DATABASE):
    """A psycopg2 connection as the superuser, in autocommit mode."""
    connection = psycopg2.connect(host=str(places.postgres_sockets), user=SUPERUSER, dbname=database, connect_timeout=10)
    connection.autocommit = True
    return connection


def pid(places: Places) -> int | None:
    """The pid of the living server on this data folder, or None."""
    try:
        number = int((places.postgres_data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    if not processes.alive(number):
        return None
    # A pid is used again after a reboot; the server's command line names its data folder.
    return number if str(places.postgres_data) in processes.command_line(number) else None


def start(places: Places, options: Mapping[str, str] | None = None) -> None:
    """Start the server and make sure that the database exists; an already running one is adopted.

    Raises DiskFull or EngineUnavailable.
    """
    if pid(places) is None:
        # First of all: a stray that is still shutting down must not touch a data folder made anew at its path.
        _remove_leftovers(places)
        programs = binaries.postgres_folder_for(places.account, places.home) / "bin"
        if not (places.postgres_data / "PG_VERSION").exists():
            _make_data_folder(places, programs)
        _refuse_other_version(places)
        _launch(places, programs, {**OPTIONS, **(options or {})})
    _ensure_database(places)


def stop(places: Places) -> None:
    """Stop the server: connections are closed, nothing committed is lost. Does nothing when it is not running."""
    number = pid(places)
    if number is not None:
        # SIGINT is PostgreSQL's fast shutdown; after a SIGKILL the next start recovers from the log.
        processes.end(number, signal.SIGINT, grace_seconds=STOP_SECONDS)
    _remove_leftovers(places)


def _make_data_folder(places: Places, programs: Path) -> None:
    free = shutil.disk_usage(places.home).free
    if free < ROOM_FOR_DATA_BYTES:
        raise _disk_full(places, free)
    for child in places.postgres_data.iterdir():  # what an interrupted initdb left behind
        shutil.rmtree(child) if child.is_dir() else child.unlink()
    done = _run(places, [programs / "initdb", "-D", places.postgres_data, "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"])
    if done.returncode != 0:
        raise _failure(places, "could not make its data folder", done.stdout)


def _launch(places: Places, programs: Path, options: Mapping[str, str]) -> None:
    words = ["-k", str(places.postgres_sockets)]
    for name, value in options.items():
        words += ["-c", f"{name}={value}"]
    command = [
        programs / "pg_ctl",
        "-w",
        "-t",
        START_SECONDS,
        "-D",
        places.postgres_data,
        "-l",
        places.postgres_log,
        "-o",
        shlex.join(words),
        "start",
    ]
    deadline = time.monotonic() + LINGERING_CHILDREN_SECONDS
    while True:
        already_logged = places.postgres_log.stat().st_size if places.postgres_log.exists() else 0
        done = _run(places, command)
        if done.returncode == 0:
            return
        with places.postgres_log.open("rb") as log:
            log.seek(already_logged)
            said = done.stdout + log.read().decode(errors="replace")
        # Children of a killed server keep its shared memory until they notice; that takes a moment.
        if "shared memory block" not in said or time.monotonic() > deadline:
            raise _failure(places, "did not start", said)
        time.sleep(0.2)


def _run(places: Places, command: list) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=places.postgres_data,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(places.postgres_data)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        check=False,
        **places.account.process_options(),
    )


def _ensure_database(places: Places) -> None:
    try:
        connection = connect(places, "postgres")
    except psycopg2.OperationalError as error:
        raise _failure(places, "refuses connections", str(error)) from error
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{DATABASE}"')
    finally:
        connection.close()


def _refuse_other_version(places: Places) -> None:
    version = (places.postgres_data / "PG_VERSION").read_text().strip()
    if version != str(binaries.POSTGRES_MAJOR):
        raise EngineUnavailable(
            f"{places.postgres_data} was made by PostgreSQL {version}, the embedded one is {binaries.POSTGRES_MAJOR}: "
            "dump it with the old one, or run `make clean` to start afresh."
        )


def _remove_leftovers(places: Places) -> None:
    if pid(places) is not None:
        return
    # A server whose folder was deleted under it has no pid file and would go on for up to a minute.
    for stray in processes.with_command_line(f"-D {places.postgres_data} -k {places.postgres_sockets}", uid=places.account.uid):
        processes.end(stray, signal.SIGINT, grace_seconds=STOP_SECONDS)
    (places.postgres_data / "postmaster.pid").unlink(missing_ok=True)
    for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (places.postgres_sockets / name).unlink(missing_ok=True)


def _failure(places: Places, what: str, said: str) -> EngineUnavailable:
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return _disk_full(places, shutil.disk_usage(places.home).free)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line] or lines
    return EngineUnavailable(
        f"The embedded PostgreSQL {what} ({telling[-1] if telling else 'it said nothing'}): "
        f"see {places.postgres_log}, or set DATABASE_URL to a server of your own."
    )


def _disk_full(places: Places, free: int) -> DiskFull:
    return DiskFull(
        f"The disk under {places.home} is full ({free // 1024**2} MB free, PostgreSQL needs {ROOM_FOR_DATA_BYTES // 1024**2} MB): "
        "free some space, or set IDEAMINE_VAR to a folder on another disk."
    )
