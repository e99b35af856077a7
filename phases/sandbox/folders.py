"""Folders of sandboxes under `<var>/sandbox/`: who owns each, and what is left when the owner is gone.

`<name>/owner.json` names the worker (process, its start time, its process namespace, the machine's boot) and the sandbox
process; `<name>/work/` is the sandbox's working directory. `sweep_orphans` is called at a worker's start and by ticks.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import sys
import time
from pathlib import Path
from typing import Any

# a folder without a record is being made right now, or was left by a worker killed in that instant
UNRECORDED_S = 60.0
# a worker of another container cannot be asked; no task runs for a day
FOREIGN_S = 24 * 3600.0


def record_owner(folder: Path, *, child: int, marker: str) -> None:
    """Write down that this worker process owns the folder and the sandbox process in it."""
    _write(
        folder,
        {
            "pid": os.getpid(),
            "started": start_time(os.getpid()),
            "namespace": os.readlink("/proc/self/ns/pid"),
            "boot": _boot(),
            "child": child,
            "child_started": start_time(child),
            "marker": marker,
            "network": None,
        },
    )


def record_network(folder: Path, child: int) -> str | None:
    """Write down and return the network namespace of the sandbox process, None when it shares ours."""
    try:
        network = os.readlink(f"/proc/{child}/ns/net")
    except OSError:
        return None
    if network == os.readlink("/proc/self/ns/net"):
        return None
    _write(folder, {**_read(folder), "network": network})
    return network


def start_time(pid: int) -> int | None:
    """Return when a process was started (clock ticks since boot), None when it is gone or a zombie."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def sweep_orphans(var: Path) -> list[str]:
    """Kill and remove what the sandboxes of dead workers left behind; return the names of the removed folders, sorted."""
    removed = []
    for folder in sorted((var / "sandbox").glob("*")):
        if _is_orphan(folder):
            _end(folder)
            removed.append(folder.name)
    return removed


def _is_orphan(folder: Path) -> bool:
    try:
        age = time.time() - folder.stat().st_mtime
    except OSError:
        return False  # removed by its owner in this instant
    owner = _read(folder)
    if not owner:
        return age > UNRECORDED_S
    if owner["boot"] != _boot():
        return True
    if owner["namespace"] != os.readlink("/proc/self/ns/pid"):
        return age > FOREIGN_S
    return start_time(owner["pid"]) != owner["started"]


def _end(folder: Path) -> None:
    from phases.sandbox.process import NO_GROUP, kill_group, members

    owner = _read(folder)
    if owner.get("namespace") == os.readlink("/proc/self/ns/pid") and owner["boot"] == _boot():
        # the group's number may have been given to others since: it is killed only while its leader or a marked member lives
        if start_time(owner["child"]) == owner["child_started"] and owner["child_started"] is not None:
            kill_group(owner["child"], owner["marker"], owner["network"])
        elif members(owner["marker"], owner["network"]):
            kill_group(NO_GROUP, owner["marker"], owner["network"])
    remove(folder)


def remove(folder: Path) -> None:
    """Remove a folder with everything in it, whatever rights were set inside; a missing one is no error."""
    if not folder.exists():
        return
    # Python 3.12 renamed the argument; the third argument of the handler differs, and is not looked at
    handler = {"onexc" if sys.version_info >= (3, 12) else "onerror": _retry_with_rights}
    shutil.rmtree(folder, **handler)


def _retry_with_rights(function: Any, path: str, _info: Any) -> None:
    parent = os.path.dirname(path)
    for place in (parent, path):
        try:
            if stat.S_ISDIR(os.lstat(place).st_mode):
                os.chmod(place, 0o700)
        except OSError:
            return  # gone already
    try:
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)
    except FileNotFoundError:
        pass  # a dying process removed it first


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def _read(folder: Path) -> dict[str, Any]:
    try:
        return json.loads((folder / "owner.json").read_text())
    except (OSError, ValueError):
        return {}


def _write(folder: Path, owner: dict[str, Any]) -> None:
    part = folder / "owner.part"
    part.write_text(json.dumps(owner, sort_keys=True))
    part.replace(folder / "owner.json")
