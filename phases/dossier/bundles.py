"""The commit and the tree of a git bundle, read by git in a folder of its own. Nothing in the bundle is checked out or run."""

from __future__ import annotations

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

GIT_SECONDS = 60
BRANCH = "refs/heads/main"


class BundleUnreadable(ValueError):
    """Git cannot read this bundle."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """A commit and the tree of files that it names."""

    commit: str
    tree: str


def read_bundle(data: bytes) -> Code:
    """Return the newest commit of a bundle's branch and its tree. Raises BundleUnreadable."""
    with tempfile.TemporaryDirectory(prefix="dossier-") as folder:
        bundle, bare = Path(folder) / "code.bundle", Path(folder) / "bare"
        bundle.write_bytes(data)
        # a bundle of one branch names no HEAD, so the heads are asked for
        heads = {name: commit for commit, name in (line.split(" ", 1) for line in _git("bundle", "list-heads", str(bundle)).splitlines())}
        commit = heads.get(BRANCH) or next(iter(heads.values()), None)
        if commit is None:
            raise BundleUnreadable("the bundle has no branch")
        _git("clone", "--quiet", "--mirror", str(bundle), str(bare))
        tree = _git("-C", str(bare), "rev-parse", "--verify", commit + "^{tree}").strip()
    return Code(commit=commit, tree=tree)


def _git(*arguments: str) -> str:
    clean = {"PATH": os.environ.get("PATH", os.defpath), "HOME": "/nonexistent", "LANG": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null",
             "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_TERMINAL_PROMPT": "0"}  # fmt: skip
    try:
        done = subprocess.run(["git", "-c", "core.hooksPath=/dev/null", *arguments], env=clean, check=False, capture_output=True, timeout=GIT_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleUnreadable(f"git did not read the bundle: {error}") from error
    if done.returncode:
        raise BundleUnreadable(f"git refuses the bundle: {done.stderr.decode(errors='replace').strip()[:300]}")
    return done.stdout.decode()
