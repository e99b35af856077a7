"""The harness of the fault tests: real worker processes in process groups of their own, and the oracle that every test ends with.

Clocks are shrunk to a fifth of the real ones (lease 4 s for 20 s, and so on) unless a test asks for the real ones, so the
bound "less than 30 s" becomes 6 s here. What inline work did is told by lines that it writes to a file of marks.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from ideamine import paths
from ideamine.lib import redis_client
from ideamine.lib.canonical import digest
from ideamine.platform import services
from ideamine.platform.services import Service
from ledger.verification import verify
from runs.engine import liveness, queue
from runs.engine.queue import NewTask
from runs.models import Event, Phase, Run, Task
from runs.models.task import TASK_ENDED
from runs.transitions import step
from tests.support.engines import Site
from tests.support.factories import a_phase, a_run

SCALE = 5
CLOCKS = {
    "ENGINE_LEASE_SECONDS": "4",
    "ENGINE_RENEW_SECONDS": "1",
    "ENGINE_GIVE_UP_SECONDS": "3",
    "ENGINE_POLL_SECONDS": "0.4",
    "ENGINE_UNCLAIMED_SECONDS": "3",
}
RECOVERY_SECONDS = 30 / SCALE
STUCK_SECONDS = 120


@dataclass
class Process:
    """A started service."""

    service: Service
    popen: subprocess.Popen[bytes]
    log: Path

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole process group."""
        os.killpg(self.popen.pid, number)

    def kill(self) -> None:
        """Kill the whole group, as a machine that loses power would."""
        if self.popen.poll() is None:
            self.signal(signal.SIGCONT)
            self.signal(signal.SIGKILL)
        self.popen.wait(STUCK_SECONDS)


@dataclass
class Arena:
    """A site with processes, work put into it, and marks that the work left."""

    site: Site
    marks_file: Path
    clocks: dict[str, str] = field(default_factory=lambda: dict(CLOCKS))
    processes: list[Process] = field(default_factory=list)

    # -- processes -----------------------------------------------------------------------------------------------------

    def start(self, service: Service, **environment: str) -> Process:
        log = self.site.var / f"{service.name}-{len(self.processes)}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        env = {**self.site.environment(), **self.clocks, "ENGINE_INLINE": "tests.support.inline_work", **service.environment, **environment}
        with log.open("ab") as file:
            popen = subprocess.Popen(
                service.command, cwd=paths.PROJECT, env=env, stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True
            )
        process = Process(service, popen, log)
        self.processes.append(process)
        return process

    def start_worker(self, slots: int = 4) -> Process:
        return self.start(services.worker(slots))

    def start_ready_worker(self, slots: int = 4, **environment: str) -> Process:
        """Start a worker and wait for its first sign of life, so that a bound on recovery does not measure Python's start."""
        worker = self.start(services.worker(slots), **environment)
        key = f"{liveness.PREFIX}:worker:{socket.gethostname()}:{worker.popen.pid}"
        self.wait(lambda: redis_client.connection().exists(key), "the worker is ready")
        return worker

    def start_control(self) -> tuple[Process, Process]:
        return self.start(services.control(2)), self.start(services.beat())

    def stop_all(self) -> None:
        for process in self.processes:
            process.kill()

    # -- work ----------------------------------------------------------------------------------------------------------

    def put(self, inputs: Sequence[dict[str, Any]], *, phase: Phase | None = None) -> tuple[Phase, list[str]]:
        """Put one inline task an input into one phase of one run; return the phase and the tasks' ids."""
        phase = phase or a_phase(a_run())
        first = Task.objects.filter(phase=phase).count()
        tasks = [
            NewTask(
                target="NoopAgent",
                type="agent",
                executor="inline",
                shard=first + number,
                position=first + number,
                input={"i": first + number, "marks": str(self.marks_file), **told},
            )
            for number, told in enumerate(inputs)
        ]
        with step(phase.run_id) as current:
            return phase, queue.enqueue(current, phase, tasks)

    def marks(self, what: str | None = None) -> list[tuple[float, int, str, int, str]]:
        """Return (unix time, pid, task, fence, what) of the marks so far."""
        if not self.marks_file.exists():
            return []
        lines = [line.split() for line in self.marks_file.read_text().splitlines()]
        found = [(float(t), int(pid), task, int(fence), said) for t, pid, task, fence, said in lines]
        return [mark for mark in found if what in (None, mark[4])]

    def wait(self, condition: Callable[[], Any], what: str, timeout_s: float = STUCK_SECONDS) -> Any:
        """Wait until the condition holds and return its value; fail with what the database says when it never does."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            value = condition()
            if value:
                return value
            time.sleep(0.02)
        raise AssertionError(f"{what}: not within {timeout_s} s; {self.dump()}")

    def wait_ended(self, run_id: Any, timeout_s: float = STUCK_SECONDS) -> None:
        self.wait(lambda: not Task.objects.filter(run_id=run_id).exclude(status__in=TASK_ENDED).exists(), "all tasks ended", timeout_s)

    def dump(self) -> str:
        states = Counter(Task.objects.values_list("status", flat=True))
        tails = "\n".join(f"--- {p.log.name}\n" + p.log.read_text(errors="replace")[-1500:] for p in self.processes)
        return f"tasks {dict(states)}, marks {len(self.marks())}\n{tails}"

    # -- the oracle ----------------------------------------------------------------------------------------------------

    def check(self, run_id: Any, *, expected: int, digest_of: str | None = None) -> str:
        """Hold the whole oracle against a run whose tasks ended; return the digest of its results."""
        tasks = list(Task.objects.filter(run_id=run_id))
        assert len(tasks) == expected and all(task.status in TASK_ENDED for task in tasks), f"o1: {self.dump()}"
        finals = Counter(
            event.payload["task_id"] for event in Event.objects.filter(run_id=run_id, event_type__in=["task.complete", "task.dead_lettered"])
        )
        assert all(count == 1 for count in finals.values()) and len(finals) == expected, "o2: one accepted end a task"
        fences = [(mark[2], mark[3]) for mark in self.marks("ended")]
        assert len(fences) == len(set(fences)), "o3: no fence did the work twice"
        numbers = list(Event.objects.filter(run_id=run_id).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), "o4: events without gap"
        report = verify(run_id)
        assert report.ok, f"o5: {report.reason}"
        assert not Task.objects.filter(run_id=run_id, lease_owner__isnull=False).exists(), "o6: no lease is left"
        assert any(task.status == "succeeded" for task in tasks), "o7: progress"
        assert Run.objects.get(pk=run_id).running_tasks == 0, "o6: no slot is left taken"
        made = [[task.target, task.shard, task.result] for task in tasks if task.status == "succeeded"]
        # a guard that works in two phases has the same name in both
        results = digest(sorted(made, key=lambda entry: (entry[0], entry[1], digest(entry[2]))))
        assert digest_of is None or results == digest_of, "o10: the results equal those of the undisturbed run"
        connection.close()
        return results


def undisturbed(count: int) -> str:
    """Return the digest that `count` tasks have when nothing goes wrong."""
    from tests.support.inline_work import PAYLOAD

    return digest(sorted(["NoopAgent", number, {**PAYLOAD, "i": number}] for number in range(count)))
