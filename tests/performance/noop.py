"""The benchmark's work: the 13-phase DAG with four no-op agents a phase, ~1 KB of JSON each, run inline.

As `ENGINE_INLINE` it registers the agents; `write_config` makes the phase and agent files from the real dependencies.
BENCH_TASK_SECONDS lets a task take that long, BENCH_MARKS names a file that tells when tasks start.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

import yaml

from runs.contracts import Outcome
from runs.engine import inline
from runs.engine.executors import Work
from runs.errors import TaskError

AGENTS = tuple(f"Noop{number}Agent" for number in range(1, 5))
PAYLOAD = {"agent": "noop", "text": "x" * 960}


def noop(work: Work) -> Outcome:
    """Answer with about 1 KB, after BENCH_TASK_SECONDS."""
    marks = os.environ.get("BENCH_MARKS")
    if marks:
        with Path(marks).open("a") as file:
            file.write(f"{time.time()} {work.fence}\n")
    if work.cancelled.wait(float(os.environ.get("BENCH_TASK_SECONDS", "0"))):
        raise TaskError("cancelled", error_class="cancelled")
    return Outcome(result=PAYLOAD)


inline.register(dict.fromkeys(AGENTS, noop))


def write_config(source: Path, target: Path) -> Path:
    """Write the benchmark's configuration, with the dependencies of the real one; return its folder."""
    (target / "agents").mkdir(parents=True)
    for agent in AGENTS:
        entry = {"id": agent, "version": "1.0.0", "role": "does nothing, for benchmarks", "needs": [], "produces": []}
        (target / "agents" / f"{agent}.yaml").write_text(yaml.safe_dump(entry))
    for file in sorted(source.glob("*.yaml")):
        phase = yaml.safe_load(file.read_text())
        entry = {
            "phase": phase["phase"],
            "dependencies": phase["dependencies"],
            "parallelism": "parallel",
            "agents": list(AGENTS),
            "executor": "inline",
            "aggregation": "concat",
            "budgets": {"tokens": 1_000_000},
            "rubrics": {"completeness_min": 1.0},
            "guards": [],
            "timebox": "PT1H",
            "artifacts": [],
        }
        budgets = {"tokens": 1_000_000, "tools_minutes": 1000, "gpu_hours": 0, "cost_usd": 0}
        (target / file.name).write_text(yaml.safe_dump({**entry, "budgets": budgets}))
    return target
