"""Where the engines keep their files: data, logs, sockets.

Normally everything lies in `var/`. Two things move away: data that the lent account could not reach there (a project below /root),
and sockets whose path would pass the kernel's limit. Where they went is remembered in `var/engines/places.json`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ideamine.embedded import accounts

SOCKET_PATH_LIMIT = 100
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"
ODD_IN_SOCKET_PATH = set(" ,'\"%?#@+")
SYSTEM_HOME = Path("/var/lib/ideamine")


@dataclass(frozen=True, kw_only=True)
class Places:
    """The folders of one pair of engines."""

    var: Path
    home: Path
    sockets: Path
    account: accounts.Account

    @property
    def postgres_data(self) -> Path:
        """PostgreSQL's data folder; owned by the account."""
        return self.home / "postgres"

    @property
    def postgres_log(self) -> Path:
        """PostgreSQL's log file."""
        return self.home / "log" / "postgres.log"

    @property
    def redis_data(self) -> Path:
        """Redis's working folder with its append-only file."""
        return self.var / "redis"

    @property
    def redis_log(self) -> Path:
        """Redis's log file."""
        return self.var / "log" / "redis.log"

    @property
    def redis_socket(self) -> Path:
        """Redis's unix socket."""
        return self.sockets / "redis" / "s"

    @property
    def postgres_sockets(self) -> Path:
        """The folder in which PostgreSQL makes its socket; owned by the account."""
        return self.sockets / "pg"


def settle(var: Path) -> Places:
    """Decide where everything goes, make the folders, remember the decision; the same answer on every later call."""
    var.mkdir(parents=True, exist_ok=True)
    var = var.resolve()
    (var / "engines").mkdir(exist_ok=True)
    account = accounts.for_postgres(_remembered(var).get("account"))
    home = _home(var, account)
    places = Places(var=var, home=home, sockets=_sockets(var, account), account=account)
    for folder in (places.redis_data, places.redis_log.parent, places.redis_socket.parent):
        folder.mkdir(parents=True, exist_ok=True)
    places.redis_data.chmod(0o700)
    places.redis_socket.parent.chmod(0o700)
    for folder in (places.postgres_data, places.postgres_log.parent, places.postgres_sockets):
        folder.mkdir(parents=True, exist_ok=True)
    if account.lent:
        for folder in (places.postgres_data, places.postgres_sockets):
            os.chown(folder, account.uid, account.gid)
        places.postgres_log.touch()
        os.chown(places.postgres_log, account.uid, account.gid)
    places.postgres_data.chmod(0o700)
    places.postgres_sockets.chmod(0o700)
    _remember(var, {"home": str(home), "sockets": str(places.sockets), "account": account.name if account.lent else None})
    return places


def remembered(var: Path) -> Places:
    """What `settle` decided, or the normal places where it was never called; makes no folder."""
    var = var.resolve()
    known = _remembered(var)
    return Places(
        var=var,
        home=Path(known.get("home", var)),
        sockets=Path(known.get("sockets", var / "run")),
        account=accounts.for_postgres(known.get("account")),
    )


def remove(var: Path) -> None:
    """Remove the engines' files, those outside `var` too. The engines must have been stopped."""
    known = _remembered(var)
    for name in ("postgres", "redis", "engines", "run"):
        shutil.rmtree(var / name, ignore_errors=True)
    for path in (known.get("home"), known.get("sockets")):
        if path and not Path(path).is_relative_to(var.resolve()):
            shutil.rmtree(path, ignore_errors=True)


def _home(var: Path, account: accounts.Account) -> Path:
    if accounts.can_enter(account, var):
        return var
    home = SYSTEM_HOME / hashlib.sha256(str(var).encode()).hexdigest()[:16]
    home.mkdir(parents=True, exist_ok=True)
    for folder in (SYSTEM_HOME, home):
        folder.chmod(0o755)
    return home


def _sockets(var: Path, account: accounts.Account) -> Path:
    inside = var / "run"
    fits = len(str(inside / "pg" / LONGEST_SOCKET_NAME)) < SOCKET_PATH_LIMIT
    if fits and not ODD_IN_SOCKET_PATH & set(str(inside)):
        inside.mkdir(exist_ok=True)
        if accounts.can_enter(account, inside):
            return inside
    remembered = _remembered(var).get("sockets")
    if remembered and _is_ours(Path(remembered)):
        return Path(remembered)
    made = Path(tempfile.mkdtemp(prefix="ideamine-", dir="/tmp"))
    made.chmod(0o711)
    return made


def _is_ours(folder: Path) -> bool:
    # Anyone may write to /tmp, so a folder that somebody else put there under our name is not trusted.
    try:
        found = folder.lstat()
    except OSError:
        return False
    return folder.is_dir() and not folder.is_symlink() and found.st_uid == os.geteuid()


def _remembered(var: Path) -> dict:
    try:
        return json.loads((var / "engines" / "places.json").read_text())
    except (OSError, ValueError):
        return {}


def _remember(var: Path, places: dict) -> None:
    target = var / "engines" / "places.json"
    if _remembered(var) != places:
        fresh = target.with_suffix(".new")
        fresh.write_text(json.dumps(places))
        fresh.replace(target)
