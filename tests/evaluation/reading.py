"""What the first phases make of an idea, on a bench: its domain model and requirements, and whether its gates let it pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.evaluation.judging import judged, work
from tests.support.workbench import Workbench

REFUSING = ("intake", "ideation", "critique")
PLANNING = ("intake", "ideation", "critique", "prd")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The domain model and the PRD of one idea."""

    model: Mapping[str, Any]
    prd: Mapping[str, Any]

    @property
    def rules(self) -> int:
        """How many rules a program can check."""
        return sum(rule["kind"] != "statement" for rule in self.model["rules"])

    @property
    def statements(self) -> int:
        """How many rules only people can tell."""
        return len(self.model["rules"]) - self.rules


def planned(idea: Mapping[str, Any], folder: Path) -> Plan:
    """Return what the phases up to prd write about an idea."""
    bench = _bench(idea, folder)
    for phase in PLANNING:
        work(bench, phase)
    return Plan(model=bench.content("DomainModel"), prd=bench.content("PRD"))


def verdict(idea: Mapping[str, Any], folder: Path) -> tuple[str, list[str]]:
    """Return where an idea ends (a phase, or "goes on") and the rubrics that stood in its way there."""
    bench = _bench(idea, folder)
    for phase in REFUSING:
        reasons = judged(bench, phase)
        if reasons:
            return phase, reasons
    return "goes on", []


def _bench(idea: Mapping[str, Any], folder: Path) -> Workbench:
    folder.mkdir(parents=True)
    return Workbench(folder, dict(idea))
