import contextlib
import os

import pytest

from phases.sandbox.errors import SandboxFailed
from phases.sandbox.folders import start_time
from phases.sandbox.process import SandboxProcess, environment, members


@pytest.fixture
def started(tmp_path):
    """A waiting sandbox in `tmp_path/sandbox`; killed at the end whatever the test found."""
    processes = []

    def start():
        processes.append(SandboxProcess(tmp_path / "sandbox"))
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

    assert os.getsid(process.pid) == process.pid
    assert process.alive
    assert process.folder.is_dir()
    assert members(process.marker, None) == [process.pid]


def test_whoever_got_the_number_of_a_namespace_that_is_gone_is_spared_by_the_mark(started):
    ended, neighbour = started(), started()
    network = os.readlink(f"/proc/{neighbour.pid}/ns/net")

    assert neighbour.pid not in members(ended.marker, network)
    assert neighbour.pid in members(ended.marker, network, held=True)


def test_nothing_is_left_of_a_killed_sandbox(tmp_path):
    process = SandboxProcess(tmp_path)

    process.kill()

    assert start_time(process.pid) is None
    assert list(tmp_path.iterdir()) == []


def test_its_folder_takes_the_name_of_the_task_and_replaces_what_stands_there(started, tmp_path):
    (tmp_path / "sandbox/task-1/work").mkdir(parents=True)
    process = started()

    process.rename("task-1")

    assert os.readlink(f"/proc/{process.pid}/cwd") == str(tmp_path / "sandbox/task-1/work")


def test_it_inherits_no_descriptor_of_the_worker(started, tmp_path):
    secret = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(secret, True)

    assert str(tmp_path) not in targets_of(started().pid)

    os.close(secret)


def test_the_environment_names_the_programs_beside_the_interpreter_first(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")

    assert "secret" not in str(environment(tmp_path, "m"))
    assert environment(tmp_path, "m")["PATH"].endswith(":/usr/local/bin:/usr/bin:/bin")


def test_it_says_why_it_could_not_be_started(tmp_path):
    (tmp_path / "sandbox").write_text("a file where a folder belongs")

    with pytest.raises(SandboxFailed, match="could not be started"):
        SandboxProcess(tmp_path / "sandbox")
