"""The benchmark's test stand: embedded engines as they are by default, worker processes, runs put in and waited for."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
from django.db import connection

from ideamine import paths
from ideamine.embedded import places, postgres, redis_server
from ideamine.platform import services
from ideamine.platform.services import Service
from phases import services as doors
from runs.models import Run, RunStatus

WAIT_SECONDS = 600
POLL_SECONDS = 0.01


class Stand:
    """Processes on the process's own settings; `config` holds the no-op phases."""

    def __init__(self, folder: Path, config: Path):
        self.folder, self.config = folder, config
        self.processes: list[subprocess.Popen[bytes]] = []
        self.names: dict[int, str] = {}

    def start(self, service: Service, **environment: str) -> subprocess.Popen[bytes]:
        """Start a service in a process group of its own."""
        env = {**os.environ, "ENGINE_INLINE": "tests.performance.noop", "LOG_LEVEL": "WARNING", **service.environment, **environment}
        with (self.folder / f"{service.name}.log").open("ab") as log:
            process = subprocess.Popen(
                service.command, cwd=paths.PROJECT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.append(process)
        self.names[process.pid] = service.name
        return process

    @contextlib.contextmanager
    def workers(self, *, processes: int, slots: int, **environment: str) -> Iterator[list[subprocess.Popen[bytes]]]:
        """Have control, beat and workers that have shown to work; all are killed at the end."""
        self.start(services.control(4))
        self.start(services.beat())
        workers = [self.start(services.worker(slots), **environment) for _ in range(processes)]
        try:
            self.run_all(1)
            yield workers
        finally:
            for process in self.processes:
                kill(process)
            self.processes.clear()
            self.names.clear()

    def cpu_seconds(self) -> dict[str, float]:
        """Return what each kind of process used so far: the figure that other load on the machine disturbs least."""
        home = places.remembered(self.folder)
        pids = {**self.names, postgres.pid(home): "postgres", redis_server.pid(home): "redis", os.getpid(): "client"}
        found: Counter[str] = Counter()
        for pid, name in pids.items():
            found[name] += _cpu_seconds(pid)
        return found

    def submit(self, count: int) -> list[str]:
        """Request runs and return their ids."""
        return [str(doors.request_run(f"benchmark {number}", config_dir=self.config).run.pk) for number in range(count)]

    def run_all(self, count: int) -> float:
        """Submit runs and wait until all completed; return the seconds."""
        started = time.perf_counter()
        self.wait(self.submit(count))
        return time.perf_counter() - started

    def wait(self, ids: list[str]) -> None:
        """Wait until these runs completed. Raises RuntimeError for one that failed, TimeoutError when it takes too long."""
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            open_runs = Run.objects.filter(status__in=[RunStatus.PENDING, RunStatus.RUNNING]).exists()
            if not open_runs and Run.objects.filter(pk__in=ids, status=RunStatus.COMPLETED).count() == len(ids):
                return
            if not open_runs:
                raise RuntimeError(f"a run failed: {Run.objects.filter(pk__in=ids, status='failed').values_list('attention', flat=True)[:1]}")
            time.sleep(POLL_SECONDS)
        raise TimeoutError(f"{len(ids)} runs did not complete within {WAIT_SECONDS} s")


def _cpu_seconds(pid: int) -> float:
    """Return what a process used, with its children and those that it waited for; ours alone without them."""
    process = psutil.Process(pid)
    tree = [process] if pid == os.getpid() else [process, *process.children(recursive=True)]
    spent = [one.cpu_times() for one in tree]
    ended = spent[0].children_user + spent[0].children_system if pid != os.getpid() else 0.0
    return sum(one.user + one.system for one in spent) + ended


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its group."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def memory_mb(pid: int) -> float:
    """Return the proportional set size of a process tree in MB."""
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    return sum(process.memory_full_info().pss for process in tree) / 1e6


def database_bytes() -> int:
    """Return the size of the database in bytes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]
