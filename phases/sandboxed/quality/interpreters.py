"""The Python interpreters of this machine, each tried before it counts as found, and the product's suite under one of them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.context import Context, Execution
from phases.sandboxed.product.suite import RUNNER, SUITE_TIMEOUT_S

SUPPORTED = ("3.11", "3.12", "3.13")
TRY_TIMEOUT_S = 5
ASK_VERSION = "import sys; print('.'.join(map(str, sys.version_info[:3])))"


@dataclass(frozen=True, kw_only=True)
class Interpreter:
    """An interpreter that runs: the version that it names itself (x.y.z) and the command that starts it."""

    version: str
    command: str

    @property
    def minor(self) -> str:
        return ".".join(self.version.split(".")[:2])


def interpreters(wanted: Sequence[str] = SUPPORTED) -> list[Interpreter]:
    """Return this interpreter and one of each wanted version that is on the path and really runs, by version."""
    own = Interpreter(version=".".join(map(str, sys.version_info[:3])), command=sys.executable)
    found = {own.minor: own}
    for minor in wanted:
        command = shutil.which(f"python{minor}")
        version = _version(command) if command and minor not in found else None
        if command and version and version.startswith(f"{minor}."):
            found[minor] = Interpreter(version=version, command=command)
    return sorted(found.values(), key=lambda entry: [int(part) for part in entry.version.split(".")])


def _version(command: str) -> str | None:
    try:
        done = subprocess.run([command, "-c", ASK_VERSION], capture_output=True, text=True, timeout=TRY_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def suite_under(ctx: Context, product: Path, interpreter: Interpreter, *, bare: bool = False) -> tuple[dict[str, Any], Execution]:
    """Run the product's suite; with `bare` in an environment of PATH alone, marked SANDBOXED, far from UTC.

    Returns {tests, passed, failures} and the command that ran; zero tests when no outcome was written.
    """
    target = ctx.workdir / f"suite-{interpreter.minor}{'-bare' if bare else ''}.json"
    command = [interpreter.command, str(RUNNER), str(target)]
    if bare:
        command = [
            "/usr/bin/env",
            "-i",
            "PATH=/usr/bin:/bin",
            "SANDBOXED=1",
            "TZ=Pacific/Auckland",
            "LC_ALL=C",
            "PYTHONDONTWRITEBYTECODE=1",
            *command,
        ]
    done = ctx.execute(command, cwd=product, timeout_s=SUITE_TIMEOUT_S, env={"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"})
    told = json.loads(target.read_text(encoding="utf-8")) if target.is_file() else {"tests": 0, "passed": 0, "failures": []}
    return {key: told[key] for key in ("tests", "passed", "failures")}, done
