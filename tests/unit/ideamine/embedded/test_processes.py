"""Alive means running: a zombie is dead."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from ideamine.embedded import processes
from tests.support.waiting import wait_until


def test_it_takes_a_zombie_for_dead():
    child = subprocess.Popen(["true"])
    wait_until(lambda: processes.state(child.pid) == "Z", seconds=5, what="the zombie")
    assert not processes.alive(child.pid)
    child.wait()
    assert processes.state(child.pid) is None


def test_it_reads_the_state_of_a_command_with_brackets_in_its_name(tmp_path):
    program = tmp_path / "a) S (b"
    program.symlink_to("/bin/sleep")
    child = subprocess.Popen([program, "60"])
    try:
        assert processes.alive(child.pid)
        assert "60" in wait_until(lambda: processes.command_line(child.pid), seconds=5, what="the command line")
    finally:
        child.kill()
        child.wait()


def test_it_kills_what_does_not_listen():
    script = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE)
    child.stdout.readline()
    processes.end(child.pid, signal.SIGTERM, grace_seconds=0.2)
    assert not processes.alive(child.pid)
    child.wait()
    child.stdout.close()


def test_it_has_no_command_line_for_nobody():
    assert processes.command_line(2**22 + 1) == ""
    assert processes.command_line(os.getpid()) != ""
