"""A command that was bound too late does not start."""

from __future__ import annotations

import subprocess
import sys


def test_it_does_not_start_when_the_parent_is_another_already():
    done = subprocess.run([sys.executable, "-m", "ideamine.platform.bound", "1", "echo", "started"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
