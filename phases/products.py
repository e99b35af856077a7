"""The product of a run: its newest git bundle, unpacked into a folder by git."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from ledger import artifacts
from ledger.models import Artifact
from phases.errors import ProductDamaged

BUNDLE = "GitBundle"


def newest_bundle(run_id: Any) -> Artifact | None:
    """Return the newest accepted GitBundle of a run; None when it built none."""
    return next((artifact for artifact in reversed(artifacts.accepted(run_id)) if artifact.type == BUNDLE), None)


def unpack(run_id: Any, folder: Path) -> Path | None:
    """Clone the run's product into `folder`, replacing what was there; None when it built none. Raises ProductDamaged."""
    artifact = newest_bundle(run_id)
    if artifact is None:
        return None
    bundle = folder.with_suffix(".bundle")
    bundle.write_bytes(artifacts.raw_content(artifact))
    shutil.rmtree(folder, ignore_errors=True)
    environment = {"PATH": os.environ.get("PATH", ""), "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    command = ["git", "clone", "--quiet", "--branch", "main", str(bundle), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    bundle.unlink()
    if done.returncode:
        raise ProductDamaged(f"the product of run {run_id} cannot be unpacked: {done.stderr.strip()}")
    return folder
