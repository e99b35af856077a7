"""Runs the test suite of a checked-out product, plainly or under coverage, and reads what happened."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.context import Context, Execution
from phases.sandboxed.repository import Repository

RUNNER = Path(__file__).resolve().parent / "suite_runner.py"
SUITE_TIMEOUT_S = 120
# in a smaller suite a second interpreter takes longer than it saves
LARGE_SUITE_BYTES = 100_000
# the same everywhere, as the command is part of the report
PROCESSES = 2


class SuiteBroken(RuntimeError):
    """The suite did not run to its end, or has no tests: nothing can be said about the product."""


@dataclass(frozen=True, kw_only=True)
class SuiteRun:
    """One run of the suite: counts and failures as `suite_runner` writes them, and the command that ran."""

    outcome: dict[str, Any]
    names: tuple[str, ...]
    execution: Execution

    @property
    def passed(self) -> bool:
        """True when every test passed and none was skipped."""
        return self.outcome["passed"] == self.outcome["tests"] > 0


def run_suite(ctx: Context, repository: Repository, *, under: Sequence[str] = (), only: Sequence[str] = ()) -> SuiteRun:
    """Run the suite, a large one in several processes, or `only` some of its modules.

    `under` is what stands between the interpreter and the runner, such as `-m coverage run`.

    Raises SuiteBroken when no outcome was written, when it contradicts the exit code, or when there is no test.
    """
    target = ctx.workdir / "suite.json"
    target.unlink(missing_ok=True)
    large = sum(file.stat().st_size for file in (repository.path / "tests").glob("test*.py")) >= LARGE_SUITE_BYTES
    several = ["--processes", str(PROCESSES)] if large and not under and not only else []
    execution = ctx.execute(
        [sys.executable, "-W", "error::ResourceWarning", *under, str(RUNNER), *several, str(target), *only],
        cwd=repository.path,
        timeout_s=SUITE_TIMEOUT_S,
        env={"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    if not target.is_file():
        raise SuiteBroken(f"the suite wrote no outcome, exit code {execution.exit_code}: {execution.stderr.decode(errors='replace')[-1500:]}")
    outcome = json.loads(target.read_text(encoding="utf-8"))
    names = tuple(outcome.pop("names"))
    if outcome["tests"] == 0:
        raise SuiteBroken("the suite has no tests")
    if (execution.exit_code == 0) != (outcome["failed"] + outcome["errors"] == 0):
        raise SuiteBroken(f"the outcome contradicts the exit code {execution.exit_code}")
    return SuiteRun(outcome=outcome, names=names, execution=execution)
