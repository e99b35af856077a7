import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from phases.sandbox import folders
from phases.sandbox.folders import start_time, sweep_orphans
from phases.sandbox.process import PROJECT, SandboxProcess, members, nursery

# a worker of its own process: runs a task that hangs after it saved a checkpoint, and prints what it saved
WORKER = """
import sys, threading
from pathlib import Path
from ideamine.lib.storage import ArtifactStore
from phases.sandbox.executor import SandboxExecutor
from tests.support.works import MemoryWork
var = Path(sys.argv[1])
work = MemoryWork("HostileAgent", params={"deed": sys.argv[2]})
executor = SandboxExecutor(ArtifactStore(var / "artifacts"), var, packages=("tests.support.sandboxed",))
threading.Thread(target=lambda: work.saved.wait() and print(work.checkpoints[0][1]["pid"], flush=True), daemon=True).start()
executor.execute(work)
"""


@pytest.fixture
def killed_worker(tmp_path):
    """A worker killed in the middle of a task; gives its folder and the sandbox's process."""

    def kill(deed):
        worker = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path), deed], stdout=subprocess.PIPE, cwd=PROJECT)
        child = int(worker.stdout.readline())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        return tmp_path, child

    return kill


def gone(pid, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if start_time(pid) is None:
            return True
        os.sched_yield()
    return False


def test_a_sandbox_ends_when_its_worker_is_killed(killed_worker):
    _var, child = killed_worker("hang")

    assert gone(child)


def test_it_kills_and_removes_what_a_killed_worker_left(killed_worker):
    var, child = killed_worker("hang_deaf")
    assert start_time(child) is not None

    removed = sweep_orphans(var)

    assert len(removed) >= 1
    assert gone(child)
    assert list((var / "sandbox").iterdir()) == []


def test_it_leaves_the_folders_of_a_living_worker(tmp_path):
    forking = nursery()
    process = SandboxProcess(forking, tmp_path / "sandbox", "task")

    assert sweep_orphans(tmp_path) == []

    process.kill()
    forking.close()
    assert list((tmp_path / "sandbox").iterdir()) == []


def test_it_leaves_a_folder_that_is_being_made_and_removes_an_old_one_without_owner(tmp_path):
    (tmp_path / "sandbox/new").mkdir(parents=True)
    old = tmp_path / "sandbox/old"
    old.mkdir()
    os.utime(old, (1, 1))

    assert sweep_orphans(tmp_path) == ["old"]


def test_it_kills_no_process_that_got_the_number_of_a_dead_sandbox(tmp_path):
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as stranger:
        folder = tmp_path / "sandbox/task"
        folder.mkdir(parents=True)
        folders.record_owner(folder, child=stranger.pid, marker="none")
        owner = folders._read(folder)
        folders._write(folder, {**owner, "pid": 2**22 + 1, "child_started": 1})

        assert sweep_orphans(tmp_path) == ["task"]
        assert start_time(stranger.pid) is not None
        stranger.kill()


def test_it_removes_folders_left_before_the_machine_was_started_again(tmp_path):
    folder = tmp_path / "sandbox/task"
    folder.mkdir(parents=True)
    folders.record_owner(folder, child=os.getpid(), marker="none")
    folders._write(folder, {**folders._read(folder), "boot": "another"})

    assert sweep_orphans(tmp_path) == ["task"]


def test_a_zombie_counts_as_gone():
    with subprocess.Popen(["true"]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

        assert Path(f"/proc/{child.pid}").exists()
        assert start_time(child.pid) is None


def test_nobody_carries_an_unknown_mark():
    assert members("f" * 32, None) == []
