"""Run a command that shall not outlive the process that asked for it.

`python -m ideamine.platform.bound PARENT_PID COMMAND…` asks the kernel for SIGTERM when its parent dies, even by `kill -9`, and then
becomes the command. Standard library only: it is the first thing in every process.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def bind_to_parent(parent_pid: int) -> bool:
    """Ask for SIGTERM at the parent's death; False when the parent has died already."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    # The request does not look back: a parent that died before it is known by the new parent's number.
    return os.getppid() == parent_pid


if __name__ == "__main__":
    if not bind_to_parent(int(sys.argv[1])):
        sys.exit(1)
    os.execvp(sys.argv[2], sys.argv[2:])
