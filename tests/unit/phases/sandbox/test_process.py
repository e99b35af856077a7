import contextlib
import os

import pytest

from phases.sandbox.errors import SandboxFailed
from phases.sandbox.folders import start_time
from phases.sandbox.process import SandboxProcess, environment, members, nursery
from tests.support.waiting import wait_until


@pytest.fixture
def forking():
    """A nursery, ended at the end."""
    found = nursery()
    yield found
    found.close()


@pytest.fixture
def started(tmp_path, forking):
    """A waiting sandbox in `tmp_path/sandbox`; killed at the end whatever the test found."""
    processes = []

    def start(name=None):
        processes.append(SandboxProcess(forking, tmp_path / "sandbox", name or f"task-{len(processes)}"))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()
    assert list((tmp_path / "sandbox").iterdir()) == []


def targets_of(pid):
    """Return what the open descriptors of a process lead to; one that is closed in this instant counts no more."""
    found = set()
    for name in os.listdir(f"/proc/{pid}/fd"):
        with contextlib.suppress(FileNotFoundError):
            found.add(os.readlink(f"/proc/{pid}/fd/{name}"))
    return found


def test_a_sandbox_has_a_session_and_a_folder_of_its_own(started):
    process = started()

    wait_until(lambda: members(process.marker, None) == [process.pid], seconds=30, what="the sandbox carries its mark")
    assert os.getsid(process.pid) == process.pid
    assert start_time(process.pid) is not None
    assert process.folder.is_dir()


def test_whoever_got_the_number_of_a_namespace_that_is_gone_is_spared_by_the_mark(started):
    ended, neighbour = started(), started()
    wait_until(lambda: members(neighbour.marker, None), seconds=30, what="the neighbour carries its mark")
    network = os.readlink(f"/proc/{neighbour.pid}/ns/net")

    assert neighbour.pid not in members(ended.marker, network)
    assert neighbour.pid in members(ended.marker, network, held=True)


def test_nothing_is_left_of_a_killed_sandbox(tmp_path, forking):
    process = SandboxProcess(forking, tmp_path, "task")

    process.kill()

    assert start_time(process.pid) is None
    assert list(tmp_path.iterdir()) == []


def test_it_takes_the_place_of_what_stands_in_its_folder(started, tmp_path):
    (tmp_path / "sandbox/task-1/work").mkdir(parents=True)
    (tmp_path / "sandbox/task-1/work/old").touch()

    process = started("task-1")

    place = str(tmp_path / "sandbox/task-1/work")
    wait_until(lambda: os.readlink(f"/proc/{process.pid}/cwd") == place, seconds=30, what="the sandbox stands in its folder")
    assert not (tmp_path / "sandbox/task-1/work/old").exists()


def test_it_inherits_no_descriptor_of_the_worker(started, tmp_path):
    secret = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(secret, True)

    assert str(tmp_path) not in targets_of(started().pid)

    os.close(secret)


def test_the_environment_names_the_programs_beside_the_interpreter_first(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    assert "secret" not in str(environment(tmp_path, "m"))
    assert environment(tmp_path, "m")["PATH"].endswith(":/usr/local/bin:/usr/bin:/bin")


def test_it_says_why_it_could_not_be_started(tmp_path, forking):
    (tmp_path / "sandbox").write_text("a file where a folder belongs")

    with pytest.raises(SandboxFailed, match="could not be started"):
        SandboxProcess(forking, tmp_path / "sandbox", "task")
