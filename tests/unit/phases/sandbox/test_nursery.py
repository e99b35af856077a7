import os
import select
import signal
import subprocess
import sys

import pytest

from phases.sandbox.folders import start_time
from phases.sandbox.process import PROJECT, SandboxProcess, nursery


@pytest.fixture
def forking():
    found = nursery()
    yield found
    found.close()


def test_it_tells_how_a_sandbox_ended_and_keeps_its_number_until_it_is_reaped(forking, tmp_path):
    process = SandboxProcess(forking, tmp_path, "task")
    assert (forking.status(process.pid), forking.holds(process.pid)) == (None, True)

    os.kill(process.pid, signal.SIGTERM)
    process.pipes.wait_for_end()

    assert forking.status(process.pid) == -signal.SIGTERM
    assert os.path.exists(f"/proc/{process.pid}")
    process.kill()
    assert not os.path.exists(f"/proc/{process.pid}")
    assert not forking.holds(process.pid)


def test_a_sandbox_outlives_it_and_the_next_is_started_by_a_new_one(forking, tmp_path):
    first = SandboxProcess(forking, tmp_path, "first")
    os.kill(forking._process.pid, signal.SIGKILL)

    second = SandboxProcess(forking, tmp_path, "second")

    assert not forking.holds(first.pid)
    assert start_time(first.pid) is not None
    first.kill()
    assert start_time(first.pid) is None
    assert start_time(second.pid) is not None
    second.kill()


def test_one_that_hangs_is_replaced(tmp_path):
    forking = nursery(patience_s=2)
    SandboxProcess(forking, tmp_path, "first").kill()
    silent = forking._process.pid
    os.kill(silent, signal.SIGSTOP)

    second = SandboxProcess(forking, tmp_path, "second")

    assert forking._process.pid != silent and start_time(silent) is None
    second.kill()
    forking.close()


def test_it_ends_when_its_worker_closes_the_door(forking, tmp_path):
    SandboxProcess(forking, tmp_path, "task").kill()
    pidfd = os.pidfd_open(forking._process.pid)

    forking._door.close()

    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    assert poll.poll(10_000), "the nursery is still there"
    os.close(pidfd)


READ_ALL = """
import importlib, os
from phases.sandboxed import nursery
for name in nursery._modules():
    importlib.import_module(name)
print(len(list(nursery._modules())), len(os.listdir("/proc/self/task")))
"""


def test_what_it_reads_ahead_starts_no_thread_so_that_a_fork_is_whole():
    told = subprocess.run([sys.executable, "-c", READ_ALL], capture_output=True, text=True, check=True, cwd=PROJECT, timeout=60).stdout
    modules = sum(len(list((PROJECT / "phases" / "sandboxed" / name).glob("[a-z]*.py"))) for name in ("agents", "guards", "tools"))
    assert told.split() == [str(modules), "1"]
