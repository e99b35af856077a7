"""The process limits itself before any agent code runs: resources, network, folders. Called once by `assignment`, while single-threaded.

Each control that the kernel refuses is named in the returned record, which goes into the ledger: nothing is assumed.
Standard library only.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.hiding import hide

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
PR_SET_NO_NEW_PRIVS = 38
SIOCGIFFLAGS, SIOCSIFFLAGS = 0x8913, 0x8914
IFF_UP = 0x1

FILE_MB = 512
OPEN_FILES = 1024
PROCESSES = 256


def confine(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Apply what the kernel allows and return what holds: `network`, `limits`, `privileges`, `folders`.

    `limits` has `memory_mb`, the private memory of each process in MiB, and may have `hidden`, paths that it may not read.
    """
    privileges = _no_new_privileges()
    network, own_users = _own_network()
    folders = hide(limits.get("hidden", ()))
    return {"network": network, "limits": _limit(int(limits["memory_mb"]), own_users), "privileges": privileges, "folders": folders}


def _limit(memory_mb: int, own_users: bool) -> dict[str, Any]:
    """Set the resource limits; return them by name.

    RLIMIT_DATA, not RLIMIT_AS: since Linux 4.7 it counts private writable memory, which is what a hog takes. Address space
    alone is cheap, and runtimes of tools reserve it by the terabyte (GHC's, behind hadolint) or by thread stacks and arenas.
    It holds for each process, not for their sum. Processes are counted by user: for root the kernel does not enforce it, and
    for a plain user all else that they run would count, so it is set only inside a user namespace of the sandbox's own.
    """
    wanted = {
        "memory_mb": (resource.RLIMIT_DATA, memory_mb << 20),
        "file_mb": (resource.RLIMIT_FSIZE, FILE_MB << 20),
        "open_files": (resource.RLIMIT_NOFILE, OPEN_FILES),
        "core": (resource.RLIMIT_CORE, 0),
    }
    if own_users:
        wanted["processes"] = (resource.RLIMIT_NPROC, PROCESSES)
    told: dict[str, Any] = {"processes": "not limited: no user namespace"}
    for name, (limit, value) in wanted.items():
        hard = resource.getrlimit(limit)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (value, value))
        told[name] = value >> 20 if name.endswith("_mb") else value
    return told


def _own_network() -> tuple[str, bool]:
    """Enter a network namespace with loopback only; return what came of it, and whether a user namespace came with it."""
    uid, gid, root = os.getuid(), os.getgid(), os.geteuid() == 0
    try:
        _unshare(CLONE_NEWNET if root else CLONE_NEWUSER | CLONE_NEWNET)
        if not root:
            # mapped to the same ids: programs see themselves as the user that they are
            Path("/proc/self/setgroups").write_text("deny")
            Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
            Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
        _raise_loopback()
    except OSError as error:
        return f"host (kernel refused: {error.strerror})", False
    return "own namespace, loopback only", not root


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _unshare(flags: int) -> None:
    # os.unshare came with Python 3.12
    if _libc().unshare(flags) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        answer = fcntl.ioctl(probe, SIOCGIFFLAGS, struct.pack("16sh14x", b"lo", 0))
        flags = struct.unpack("16sh14x", answer)[1]
        fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))


def _no_new_privileges() -> str:
    """Make set-user-id programs powerless for this process and all that it starts."""
    return "no new privileges" if _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 else "unchanged (kernel refused)"
