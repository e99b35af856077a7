"""One embedded Redis on a unix socket, durable and without eviction: start it, say whether it lives, stop it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time

import redis

from ideamine.embedded import binaries, processes
from ideamine.embedded.errors import DiskFull, EngineUnavailable
from ideamine.embedded.places import Places

START_SECONDS = 30
STOP_SECONDS = 10
ROOM_FOR_LOG_BYTES = 20 * 1024 * 1024
DATABASES = 64


def url(places: Places, database: int = 0) -> str:
    """REDIS_URL as redis-py reads it."""
    return f"unix://{places.redis_socket}?db={database}"


def pid(places: Places) -> int | None:
    """The pid of the living server on this socket, or None."""
    try:
        number = int((places.redis_data / "redis.pid").read_text())
    except (OSError, ValueError):
        return None
    if not processes.alive(number):
        return None
    return number if str(places.redis_socket) in processes.command_line(number) else None


def start(places: Places) -> None:
    """Start the server and wait until it answers; an already running one is adopted.

    Raises DiskFull or EngineUnavailable.
    """
    if pid(places) is None:
        _remove_leftovers(places)
        free = shutil.disk_usage(places.redis_data).free
        if free < ROOM_FOR_LOG_BYTES:
            raise DiskFull(
                f"The disk under {places.var} is full ({free // 1024**2} MB free, Redis needs {ROOM_FOR_LOG_BYTES // 1024**2} MB): "
                "free some space, or set IDEAMINE_VAR to a folder on another disk."
            )
        done = subprocess.run(
            _command(places), cwd=places.redis_data, stdin=subprocess.DEVNULL, capture_output=True, text=True, start_new_session=True, check=False
        )
        if done.returncode != 0:
            raise _failure(places, (done.stdout + done.stderr).strip())
    _wait_for_answer(places)


def stop(places: Places) -> None:
    """Stop the server after it has written its log to disk. Does nothing when it is not running."""
    number = pid(places)
    if number is not None:
        processes.end(number, signal.SIGTERM, grace_seconds=STOP_SECONDS)
    _remove_leftovers(places)


def _command(places: Places) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(places.redis_socket),
        "unixsocketperm": "700",
        "dir": str(places.redis_data),
        "pidfile": str(places.redis_data / "redis.pid"),
        "logfile": str(places.redis_log),
        "daemonize": "yes",
        "databases": str(DATABASES),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
    }
    words = [str(binaries.redis_server())]
    for name, value in options.items():
        words += [f"--{name}", value]
    return words


def _wait_for_answer(places: Places) -> None:
    # The answer may be LOADING for as long as the append-only file is read.
    deadline = time.monotonic() + START_SECONDS
    last: Exception | None = None
    with redis.Redis.from_url(url(places), socket_timeout=5) as client:
        while time.monotonic() < deadline:
            try:
                client.ping()
                return
            except redis.RedisError as error:
                last = error
            time.sleep(0.01)
    raise _failure(places, str(last))


def _remove_leftovers(places: Places) -> None:
    if pid(places) is not None:
        return
    # A server whose folder was deleted under it has no pid file; it is known by its socket, and holds nothing that could be kept.
    for stray in processes.with_command_line(f"unixsocket:{places.redis_socket}", uid=os.geteuid()):
        processes.end(stray, signal.SIGKILL, grace_seconds=STOP_SECONDS)
    (places.redis_data / "redis.pid").unlink(missing_ok=True)
    places.redis_socket.unlink(missing_ok=True)


def _failure(places: Places, said: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"The embedded Redis did not start ({said or 'it said nothing'}): see {places.redis_log}, or set REDIS_URL to a server of your own."
    )
