"""One built product for the module, a bench of its own for every test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.support.workbench import Workbench
from tests.unit.phases.qa import planting


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return planting.finished(tmp_path_factory.mktemp("product"))


@pytest.fixture
def bench(product: Workbench, tmp_path: Path) -> Workbench:
    return planting.copied(product, tmp_path / "bench")


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Return a folder that holds all commands of this machine: git alone."""
    folder = tmp_path / "commands"
    folder.mkdir()
    (folder / "git").symlink_to(shutil.which("git"))
    monkeypatch.setenv("PATH", str(folder))
    return folder
