"""The tables of ARCHITECTURE.md that follow from the YAML files. `python -m tests.architecture.documents` writes them anew.

A table stands between `<!-- made: NAME -->` and `<!-- end: NAME -->`; `test_documents` holds it equal to what this module renders.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "ARCHITECTURE.md"
CONFIG = ROOT / "config"
Phase = Mapping[str, Any]


def phases() -> list[Phase]:
    """Return the phase files, each after those that it depends on."""
    found = {data["phase"]: data for data in (yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CONFIG.glob("*.yaml")))}
    ordered: list[Phase] = []
    while len(ordered) < len(found):
        done = {phase["phase"] for phase in ordered}
        ready = [found[name] for name in sorted(found) if name not in done and done.issuperset(found[name]["dependencies"])]
        if not ready:
            raise ValueError(f"the dependencies of {', '.join(sorted(set(found) - done))} name no phase or go in a circle")
        ordered += ready
    return ordered


def agent(name: str) -> Mapping[str, Any]:
    """Return an agent's file."""
    return yaml.safe_load((CONFIG / "agents" / f"{name}.yaml").read_text(encoding="utf-8"))


def phase_table() -> str:
    """Return one row a phase: what it comes after, how its agents run, what its gate needs to see."""
    rows = [
        [phase["phase"], _names(phase["dependencies"]), str(phase["parallelism"]), _aggregation(phase), phase["timebox"], _names(phase["artifacts"])]
        for phase in phases()
    ]
    return _table(["phase", "after", "parallelism", "aggregation", "timebox", "required artifacts"], rows)


def agent_table() -> str:
    """Return one row an agent, and one a tool that aggregates, in the order of the phases."""
    return _table(["phase", "agent", "needs", "produces"], [row for phase in phases() for row in _agent_rows(phase)])


def _agent_rows(phase: Phase) -> Iterable[list[str]]:
    written: set[str] = set()
    for name in phase["agents"]:
        told = agent(name)
        written |= set(told["produces"])
        yield [phase["phase"], name, _names(told["needs"]), _names(told["produces"])]
    if "aggregator" in phase:
        left = [type for type in phase["artifacts"] if type not in written]
        yield [phase["phase"], phase["aggregator"], "all of the above", _names(left)]


def _aggregation(phase: Phase) -> str:
    return f"{phase['aggregation']}: {phase['aggregator']}" if "aggregator" in phase else phase["aggregation"]


def _names(names: Sequence[str]) -> str:
    return ", ".join(names) or "–"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


TABLES: dict[str, Callable[[], str]] = {"phases": phase_table, "agents": agent_table}


def bounds(text: str, name: str) -> tuple[int, int]:
    """Return where the table `name` begins and ends in a document. Raises ValueError when its marks are missing."""
    begin, end = f"<!-- made: {name} -->\n", f"\n<!-- end: {name} -->"
    return text.index(begin) + len(begin), text.index(end)


def renewed(text: str) -> str:
    """Return a document with all its tables made anew."""
    for name, render in TABLES.items():
        begin, end = bounds(text, name)
        text = text[:begin] + render() + text[end:]
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT.name}: {', '.join(TABLES)}\n")
