"""The product of a run: its newest git bundle, unpacked into a folder by git. Called by `start_run` at a run's end and by `open_product`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ledger import artifacts
from ledger.models import Artifact
from phases.errors import FolderInUse, NoProduct, ProductDamaged

BUNDLE, BRANCH = "GitBundle", "main"


def newest_bundle(run_id: Any) -> Artifact | None:
    """Return the newest accepted GitBundle of a run; None when it built none."""
    return next((artifact for artifact in reversed(artifacts.accepted(run_id)) if artifact.type == BUNDLE), None)


def unpack(run_id: Any, folder: Path) -> Path | None:
    """Clone the run's product into `folder`, replacing what was there; None when it built none. Raises ProductDamaged."""
    artifact = newest_bundle(run_id)
    if artifact is None:
        return None
    with _as_file(artifact) as bundle:
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        _git(run_id, "clone", "--quiet", "--branch", BRANCH, str(bundle), str(folder))
    return folder


def open_in(run_id: Any, folder: Path) -> bool:
    """Have the run's newest product in `folder`, and return whether it was unpacked now; one that is there already stays, with its data.

    Raises NoProduct, FolderInUse for a folder that holds anything else, and ProductDamaged.
    """
    artifact = newest_bundle(run_id)
    if artifact is None:
        raise NoProduct(f"run {run_id} built no product: it has no {BUNDLE} that a gate accepted")
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(f"{folder} is no folder")
    if not folder.exists() or not any(folder.iterdir()):
        unpack(run_id, folder)
        return True
    with _as_file(artifact) as bundle:
        newest = _git(run_id, "bundle", "list-heads", str(bundle), f"refs/heads/{BRANCH}").split()[:1]
    if not (folder / ".git").exists() or _git(run_id, "-C", str(folder), "rev-parse", "HEAD").split() != newest:
        raise FolderInUse(f"{folder} is not empty, and is not the newest product of run {run_id}; name another with --folder")
    return False


@contextmanager
def _as_file(artifact: Artifact) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as place:
        bundle = Path(place) / "product.bundle"
        bundle.write_bytes(artifacts.raw_content(artifact))
        yield bundle


def _git(run_id: Any, *arguments: str) -> str:
    environment = {"PATH": os.environ.get("PATH", ""), "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise ProductDamaged(f"the product of run {run_id} cannot be unpacked: {done.stderr.strip()}")
    return done.stdout
