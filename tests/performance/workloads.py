"""The workloads W1–W6. Each returns one JSON value; what is compared is measured in one run, on one machine, in one hour."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ideamine import paths
from ledger import metrics
from ledger.models import ReleaseDossier
from runs.models import Event, Run
from tests.performance.stand import Stand, database_bytes, kill, memory_mb

TASKS_A_RUN = 52
LEVELS = 12
# slots → runs: few slots get fewer runs, so that every case takes about as long
RUNS_OF_SLOTS = {1: 2, 4: 8, 16: 20, 50: 20, 100: 40}


def w1(stand: Stand) -> dict[str, Any]:
    """One run of the 13-phase DAG, 52 no-op tasks: seconds from submit to completed.

    The first runs are the dearest: each slot connects and prepares its statements when it serves for the first time.
    """
    with stand.workers(processes=2, slots=10):
        seconds = [stand.run_all(1) for _ in range(20)]
    return {"seconds": [round(value, 3) for value in seconds], "median_s": round(statistics.median(seconds), 3)}


def w2(stand: Stand) -> dict[str, Any]:
    """100 such runs at once: tasks a second, CPU by kind of process, and what the database keeps of a phase."""
    with stand.workers(processes=2, slots=10):
        before, spent = database_bytes(), stand.cpu_seconds()
        started = time.perf_counter()
        ids = stand.submit(100)
        submitted = time.perf_counter() - started
        stand.wait(ids)
        seconds = time.perf_counter() - started
        spent = {name: (seconds - spent[name]) * 1000 / (100 * TASKS_A_RUN) for name, seconds in stand.cpu_seconds().items()}
        kept = (database_bytes() - before) / (100 * 13)
    return {
        "tasks_per_s": round(100 * TASKS_A_RUN / seconds, 1),
        "seconds": round(seconds, 2),
        "submit_s": round(submitted, 2),
        "cpu_ms_a_task": {"all": round(sum(spent.values()), 2), **{name: round(value, 2) for name, value in spent.items()}},
        "database_bytes_a_phase": round(kept),
    }


def w3(stand: Stand) -> dict[str, Any]:
    """Tasks that take 100 ms (and 1 s) at several slots: the fraction of the ideal time."""
    cases = [(0.1, 1), (0.1, 4), (0.1, 16), (0.1, 50), (1.0, 50), (1.0, 100)]
    found = {}
    for seconds, slots in cases:
        runs = RUNS_OF_SLOTS[slots]
        with stand.workers(processes=1, slots=slots, BENCH_TASK_SECONDS=str(seconds)):
            took = stand.run_all(runs)
        ideal = max(runs * TASKS_A_RUN * seconds / slots, LEVELS * seconds)
        found[f"{seconds} s tasks, {slots} slots"] = {"runs": runs, "seconds": round(took, 2), "fraction_of_ideal": round(ideal / took, 3)}
    return found


def w4(stand: Stand) -> dict[str, Any]:
    """Seconds from kill -9 of a worker in a 5 s task until that task runs again, with the default clocks."""
    marks = stand.folder / "marks"
    with stand.workers(processes=1, slots=1) as (idle,):
        kill(idle)
        victim = stand.start(_worker(1), BENCH_TASK_SECONDS="5", BENCH_MARKS=str(marks))
        stand.submit(1)
        _until(lambda: len(_marks(marks)) == 1, 60)
        stand.start(_worker(1), BENCH_TASK_SECONDS="0", BENCH_MARKS=str(marks))
        time.sleep(2)  # the second worker is up, the task is in its middle
        killed = time.time()
        kill(victim)
        _until(lambda: any(fence == 2 for _, fence in _marks(marks)), 60)
        again = next(moment for moment, fence in _marks(marks) if fence == 2)
    return {"seconds": round(again - killed, 2)}


def w5(stand: Stand) -> dict[str, Any]:
    """Cold start of a worker until it did its first task, and its memory when idle."""
    with stand.workers(processes=1, slots=10) as (warm,):
        kill(warm)
        run = stand.submit(1)
        started = time.perf_counter()
        worker = stand.start(_worker(10))
        _until(lambda: Event.objects.filter(run_id=run[0], event_type="task.started").exists(), 60)
        cold = time.perf_counter() - started
        stand.wait(run)
        idle = {"worker_mb": round(memory_mb(worker.pid), 1)}
    return {"cold_start_s": round(cold, 2), **idle}


def w6(stand: Stand, runs: int = 3) -> dict[str, Any]:
    """The demo idea to its dossier through the command, cold processes included: seconds, and by phase the mean beside the percentiles."""
    env = {key: value for key, value in os.environ.items() if key != "ENGINE_INLINE"}
    before, took, ids = database_bytes(), [], []
    for _ in range(runs):
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "manage.py", "start_run", "Build a todo app", "--wait", "--json"],
            cwd=paths.PROJECT,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        took.append(time.perf_counter() - started)
        last = json.loads(done.stdout.strip().splitlines()[-1])
        if done.returncode or last["status"] != "completed":
            return {"not_evaluable": f"the run ended {last.get('status')}: {last.get('reasons')}", "stderr": done.stderr[-500:]}
        ids.append(last["run_id"])
    phases = sum(Run.objects.get(pk=pk).phases.count() for pk in ids)
    latencies = metrics.phase_latencies()
    return {
        "seconds": [round(value, 1) for value in took],
        "median_s": round(statistics.median(took), 1),
        "dossiers": ReleaseDossier.objects.filter(run_id__in=ids).count(),
        "database_bytes_a_phase": round((database_bytes() - before) / phases),
        "mean_s_a_phase": round(statistics.mean(phase.mean_ms for phase in latencies) / 1000, 2),
        "phases": [{**asdict(phase), "mean_s": round(phase.mean_ms / 1000, 2)} for phase in latencies],
    }


def _worker(slots: int) -> Any:
    from ideamine.platform import services

    return services.worker(slots)


def _marks(path: Path) -> list[tuple[float, int]]:
    if not path.exists():
        return []
    return [(float(moment), int(fence)) for moment, fence in (line.split() for line in path.read_text().splitlines())]


def _until(condition: Callable[[], bool], timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {timeout_s} s")
        time.sleep(0.01)
