"""Configuration folders for tests: phases and agents with no surprises, to be changed one key at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

BUDGETS = {"tokens": 1000, "tools_minutes": 10, "gpu_hours": 0, "cost_usd": 1}


def phase(name: str, *, after: Iterable[str] = (), agents: Iterable[str] = ("NoopAgent",), **keys: Any) -> dict[str, Any]:
    """A phase file's content: inline, parallel, complete when its agents are."""
    return {
        "phase": name,
        "dependencies": list(after),
        "parallelism": "parallel",
        "agents": list(agents),
        "aggregation": "merge",
        "executor": "inline",
        "budgets": dict(BUDGETS),
        "rubrics": {"completeness_min": 1.0},
        "guards": [],
        "timebox": "PT1H",
        "artifacts": [],
        **keys,
    }


def agent(name: str, **keys: Any) -> dict[str, Any]:
    """An agent file's content."""
    return {"id": name, "version": "1.0.0", "role": "Does nothing, quickly.", "needs": [], "produces": [], **keys}


def write(folder: Path, phases: Iterable[Mapping[str, Any]], agents: Iterable[Mapping[str, Any]] | None = None) -> Path:
    """Write a configuration; agents that the phases name and nobody describes are made."""
    (folder / "agents").mkdir(parents=True, exist_ok=True)
    described = {found["id"]: found for found in agents or ()}
    for content in phases:
        (folder / f"{content['phase']}.yaml").write_text(yaml.safe_dump(dict(content), sort_keys=False))
        named = [*content["agents"], content.get("aggregator") or "tool.none"]
        described |= {name: agent(name) for name in named if name not in described and not name.startswith("tool.")}
    for name, content in described.items():
        (folder / "agents" / f"{name}.yaml").write_text(yaml.safe_dump(dict(content), sort_keys=False))
    return folder


def long_work(folder: Path) -> Path:
    """One phase whose only agent gets stuck in its first attempt, where the worker has ENGINE_INLINE=tests.support.long_work."""
    stuck = agent("IntakeClassifierAgent", produces=["DomainModel"])
    return write(folder, [phase("intake", agents=[stuck["id"]], artifacts=["DomainModel"], executor="sandbox")], [stuck])
