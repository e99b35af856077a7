"""Runs sealed tests over a product and says what came of each check: passed, failed or error, in the order of the checks."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.product.running import ServiceFailed
from phases.sandboxed.quality.sealed.playing import Unmet, Unplayable, play
from phases.sandboxed.quality.sealed.resolving import anchor
from phases.sandboxed.quality.sealed.staging import Scene, Stage, accounts_of

PASSED, FAILED, ERROR = "passed", "failed", "error"
WHOLE_TIME_S = 900
LANES = 2  # checks at a time; each has a product of its own
BITING = frozenset({"refused", "effect"})  # what fails when the code behind a rule is gone
Check = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one check; `message` is empty when it passed."""

    check: Check
    outcome: str
    message: str = ""

    @property
    def passed(self) -> bool:
        return self.outcome == PASSED


@dataclass(frozen=True, kw_only=True)
class Result:
    """What came of all checks, in their order; `boots` tells whether the product started and took its accounts."""

    boots: bool
    outcomes: tuple[Outcome, ...]

    @property
    def failures(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if not outcome.passed]

    @property
    def executed(self) -> list[Outcome]:
        """The checks that were carried out to an answer, right or wrong."""
        return [outcome for outcome in self.outcomes if outcome.outcome != ERROR]


def run_checks(checks: Sequence[Check], product: Path, folder: Path, *, lanes: int = LANES, seconds: float = WHOLE_TIME_S) -> Result:
    """Run checks over the product in a work tree; its data and logs lie in `folder`. A product that does not start fails them all."""
    begin = anchor(datetime.datetime.now(datetime.UTC))
    stage, ends = Stage(product, folder, begin=begin), time.monotonic() + seconds
    try:
        stage.prepare(accounts_of(checks))
    except (ServiceFailed, OSError) as error:
        told = f"the product is not ready: {error}"
        return Result(boots=False, outcomes=tuple(Outcome(check=check, outcome=ERROR, message=told) for check in checks))
    with ThreadPoolExecutor(max_workers=lanes) as pool:
        # each lane takes every so manieth check, so that neighbours, which take alike long, are shared out
        parts = list(pool.map(lambda lane: _lane(checks[lane::lanes], stage, ends), range(lanes)))
    return Result(boots=True, outcomes=tuple(parts[place % lanes][place // lanes] for place in range(len(checks))))


def _lane(checks: Sequence[Check], stage: Stage, ends: float) -> list[Outcome]:
    with contextlib.closing(Scene(stage)) as scene:
        return [_outcome(check, stage, scene, ends) for check in checks]


def _outcome(check: Check, stage: Stage, scene: Scene, ends: float) -> Outcome:
    if time.monotonic() > ends:
        return Outcome(check=check, outcome=ERROR, message="there was no time left to run it")
    try:
        play(check, stage, scene)
    except Unmet as unmet:
        return Outcome(check=check, outcome=FAILED, message=str(unmet))
    except Unplayable as error:
        return Outcome(check=check, outcome=ERROR, message=str(error))
    return Outcome(check=check, outcome=PASSED)


def share(wanted: Sequence[str], found: set[str]) -> float:
    """Return which part of the wanted ids was found; 1.0 when none is wanted."""
    return sum(id in found for id in wanted) / len(wanted) if wanted else 1.0
