"""Plans for tests: small, and changed one key at a time."""

from __future__ import annotations

from typing import Any

from phases.contracts.plans import AgentPlan, PhasePlan, Rubric


def an_agent(id: str, *, needs: tuple[str, ...] = (), produces: tuple[str, ...] = (), **keys: Any) -> AgentPlan:
    return AgentPlan(id=id, version="1.0.0", role="Works.", needs=needs, produces=produces, **keys)


def a_plan(*agents: AgentPlan | str, **keys: Any) -> PhasePlan:
    """A parallel phase `intake`; agents given by name need and make nothing."""
    rubrics = keys.pop("rubrics", {"completeness_min": 1.0})
    defaults = {
        "phase": "intake",
        "dependencies": (),
        "ancestors": (),
        "parallelism": "parallel",
        "executor": "inline",
        "aggregator": None,
        "aggregation": "merge",
        "guards": (),
        "artifacts": (),
        "budgets": {"tokens": 1000},
        "allowlisted_tools": (),
        "egress": (),
        "blocked_domains": (),
        "sandbox": {"memory_mb": 2048, "cpus": 1},
        "retry": {"max_attempts": 5, "gate_retries": 5},
        "heartbeat_seconds": 60,
        "stall_threshold_heartbeats": 3,
        "refinery": {},
        "qav": {},
        "timebox": "PT1H",
    }
    return PhasePlan(
        agents=tuple(agent if isinstance(agent, AgentPlan) else an_agent(agent) for agent in agents),
        rubrics=tuple(Rubric.from_json(name, entry) for name, entry in sorted(rubrics.items())),
        **{**defaults, **keys},
    )
