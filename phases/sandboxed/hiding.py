"""Keeps folders of the worker out of a sandbox's sight by Landlock (Linux 5.19 and later). Called by `confinement`, while single-threaded.

Landlock knows only what is allowed, so everything beside the hidden paths is allowed, level by level from the root. Reading files is all
that is restricted; what the kernel refuses is told, and nothing is assumed. Standard library only.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import stat
from collections.abc import Iterator, Sequence

# the same on every architecture that Linux has had since these calls were added
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
READ_FILE, REFER = 1 << 2, 1 << 13
PATH_BENEATH, ASK_VERSION = 1, 1
WITH_REFER = 2  # the first version under which files can still be moved between folders

_LIBC = ctypes.CDLL(None, use_errno=True)


class _Ruleset(ctypes.Structure):
    _fields_ = [("handled_access_fs", ctypes.c_uint64)]


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32)]


def hide(paths: Sequence[str]) -> str:
    """Make files below these paths unreadable for this process and all that it starts; return in words what came of it."""
    if not paths:
        return "nothing to hide"
    try:
        version = _call(CREATE_RULESET, None, 0, ASK_VERSION)
        if version < WITH_REFER:
            return f"not hidden (landlock version {version})"
        _restrict([os.path.realpath(path) for path in paths])
    except OSError as error:
        return f"not hidden (kernel refused: {error.strerror})"
    return f"{len(paths)} paths of the worker hidden by landlock"


def _restrict(hidden: Sequence[str]) -> None:
    handled = _Ruleset(READ_FILE | REFER)
    ruleset = _call(CREATE_RULESET, ctypes.byref(handled), ctypes.sizeof(handled), 0)
    try:
        _allow(ruleset, "/", REFER)
        for path in _beside(hidden, "/"):
            with contextlib.suppress(FileNotFoundError):
                _allow(ruleset, path, READ_FILE)
        _call(RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _beside(hidden: Sequence[str], folder: str) -> Iterator[str]:
    """Yield what may be read: of each folder on the way to a hidden path everything but the way. A link is judged by what it leads to."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.path in hidden or entry.is_symlink():
                continue
            if any(path.startswith(entry.path + "/") for path in hidden):
                yield from _beside(hidden, entry.path)
            else:
                yield entry.path


def _allow(ruleset: int, path: str, access: int) -> None:
    descriptor = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if stat.S_ISLNK(os.fstat(descriptor).st_mode):
            return
        rule = _PathBeneath(access, descriptor)
        _call(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    done = _LIBC.syscall(number, *arguments)
    if done < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return int(done)
