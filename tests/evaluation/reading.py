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


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Where an idea ends (empty where it goes on), the rubrics that stood in its way there, and what was said as final."""

    phase: str = ""
    rubrics: tuple[str, ...] = ()
    said: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """`killed` or `blocked`; empty for an idea that goes on, and for one that a gate stops without a verdict."""
        return next((text.partition(": ")[0] for text in self.said), "")

    def is_as(self, wanted: Mapping[str, Any]) -> bool:
        """Tell whether it ended with the verdict that is wanted, quoting the words that clash."""
        return self.verdict == wanted["verdict"] and all(any(words in text for text in self.said) for words in wanted["words"])


def planned(idea: Mapping[str, Any], folder: Path) -> Plan:
    """Return what the phases up to prd write about an idea."""
    bench = _bench(idea, folder)
    for phase in PLANNING:
        work(bench, phase)
    return Plan(model=bench.content("DomainModel"), prd=bench.content("PRD"))


def ending(idea: Mapping[str, Any], folder: Path) -> Ending:
    """Return how far an idea comes through the first gates."""
    bench = _bench(idea, folder)
    for phase in REFUSING:
        found = judged(bench, phase)
        if found.rubrics:
            return Ending(phase=phase, rubrics=found.rubrics, said=found.final)
    return Ending()


def _bench(idea: Mapping[str, Any], folder: Path) -> Workbench:
    folder.mkdir(parents=True)
    return Workbench(folder, dict(idea))
