"""Real processes: started, restarted, stopped, and not left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from ideamine.embedded import processes
from ideamine.platform import platform
from ideamine.platform.services import Service
from tests.support.waiting import wait_until

SLEEPER = Service(name="sleeper", command=("sleep", "600"))
STUBBORN = Service(
    name="stubborn",
    command=(sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"),
)


@pytest.fixture
def a_platform(tmp_path):
    started = []

    def make(*services, **options):
        made = platform.Platform(tmp_path, {}, shared=services, **options)
        started.append(made)
        made.start()
        return made

    yield make
    for made in started:
        made.stop()


def _pid(made, name="sleeper", *, other_than=None):
    def found():
        pid = made.pids().get(name)
        return pid if pid != other_than else None

    return wait_until(found, seconds=10, what=f"a pid of {name}")


def test_it_starts_and_stops_processes_and_says_who_leads(a_platform, tmp_path):
    assert platform.running(tmp_path) is None
    made = a_platform(SLEEPER)
    pid = _pid(made)
    assert platform.running(tmp_path) == os.getpid()
    assert os.getpgid(pid) == pid
    made.stop()
    assert not processes.alive(pid)
    assert platform.running(tmp_path) is None


def test_it_starts_again_what_died_and_says_so(a_platform):
    said = []
    made = a_platform(SLEEPER, say=said.append)
    first = _pid(made)
    os.kill(first, signal.SIGKILL)
    assert _pid(made, other_than=first) != first
    assert any("sleeper ended with code -9" in sentence for sentence in said)
    assert "sleeper started again" in said


def test_it_kills_what_does_not_end_in_time(a_platform, tmp_path):
    made = a_platform(STUBBORN, stop_grace_seconds=0.3)
    pid = _pid(made, "stubborn")
    wait_until(lambda: "deaf" in (tmp_path / "log" / "stubborn.log").read_text(), seconds=10, what="the deaf process")
    made.stop()
    assert not processes.alive(pid)


def test_it_stands_by_and_takes_over_when_the_leader_goes(a_platform):
    leader = a_platform(SLEEPER)
    _pid(leader)
    second = a_platform(SLEEPER)
    assert not second.leading
    assert second.pids() == {}
    leader.stop()
    assert _pid(second)
    assert second.leading


def test_it_leaves_no_process_when_it_is_killed_itself(tmp_path):
    script = """
import pathlib, sys, threading
from ideamine.platform.platform import Platform
from ideamine.platform.services import Service
made = Platform(pathlib.Path(sys.argv[1]), {}, shared=[Service(name="sleeper", command=("sleep", "600"))])
made.start()
while not made.pids():
    threading.Event().wait(0.05)
print(made.pids()["sleeper"], flush=True)
threading.Event().wait()
"""
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True) as owner:
        pid = int(owner.stdout.readline())
        wait_until(lambda: "sleep 600" in processes.command_line(pid), seconds=10, what="the bound process becoming its command")
        owner.kill()
    wait_until(lambda: not processes.alive(pid), seconds=5, what="the end of the orphan")
    assert platform.running(tmp_path) is None


def test_it_looks_after_the_engines_only_while_it_leads(a_platform):
    looked = []
    said = []
    made = a_platform(SLEEPER, say=said.append, look_after=lambda: looked.append(1) or "looked")
    wait_until(lambda: "looked" in said, seconds=5, what="the look")
    assert made.leading
    elsewhere = []
    follower = a_platform(SLEEPER, look_after=lambda: elsewhere.append(1))
    seen = len(looked)
    wait_until(lambda: len(looked) > seen, seconds=5, what="another look")
    assert not follower.leading
    assert elsewhere == []
