"""Which account runs PostgreSQL. It refuses root, so root lends it an unprivileged account of the system."""

from __future__ import annotations

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from ideamine.embedded.errors import EngineUnavailable

CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who runs PostgreSQL; `lent` when that is not who runs this process."""

    uid: int
    gid: int
    name: str
    lent: bool

    def process_options(self) -> dict:
        """Keyword arguments for `subprocess` that drop to this account; empty when nothing has to be dropped."""
        if not self.lent:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def for_postgres(formerly: str | None = None) -> Account:
    """The caller's own account, or for root the first of `formerly` (who owns the data already) and `CANDIDATES` that this system has.

    Raises EngineUnavailable where root finds none of them.
    """
    if os.geteuid() != 0:
        return Account(uid=os.geteuid(), gid=os.getegid(), name="the current user", lent=False)
    for name in filter(None, (formerly, *CANDIDATES)):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(uid=entry.pw_uid, gid=entry.pw_gid, name=name, lent=True)
    raise EngineUnavailable(
        f"PostgreSQL refuses to run as root and this system has none of the accounts {', '.join(CANDIDATES)}: "
        "start IdeaMine as a plain user, or set DATABASE_URL."
    )


def can_enter(account: Account, folder: Path) -> bool:
    """True when the account can reach the folder, asked of the kernel by trying, so ACLs count too."""
    if not account.lent:
        return os.access(folder, os.X_OK)
    done = subprocess.run(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)], cwd="/", capture_output=True, check=False, **account.process_options())
    return done.returncode == 0
