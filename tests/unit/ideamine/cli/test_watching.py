"""What a watched run ends with: commands that a person can type again where he stands."""

import sys
from pathlib import Path

import pytest

from ideamine.cli import watching


@pytest.fixture
def started_by(tmp_path, monkeypatch):
    """Have this process be started, in a folder of its own, by an interpreter at that path, which may be the `python` of the PATH."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys, "argv", ["manage.py", "start_run"])

    def start(path: Path, *, on_path: bool = False):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o755)
        monkeypatch.setattr(sys, "executable", str(path))
        monkeypatch.setenv("PATH", str(path.parent) if on_path else "")

    return start


def test_an_interpreter_within_the_folder_is_named_from_there(started_by, tmp_path):
    started_by(tmp_path / "project" / ".venv" / "bin" / "python")
    assert watching.manage() == ".venv/bin/python manage.py"


def test_one_elsewhere_is_named_by_its_whole_path(started_by, tmp_path):
    started_by(tmp_path / "venv" / "bin" / "python")
    assert watching.manage() == f"{tmp_path}/venv/bin/python manage.py"


def test_one_on_the_path_is_named_as_one_calls_it(started_by, tmp_path):
    started_by(tmp_path / "venv" / "bin" / "python", on_path=True)
    assert watching.manage() == "python manage.py"
