"""What was planned: the run's plan, each phase's, their agents and rubrics. Values, and their JSON Schemas."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_duration

from ideamine.lib.canonical import digest, digest_from_json
from ideamine.lib.jsontext import jsonb
from phases.schemas.build import DIALECT, Schema, boolean, integer, list_of, map_of, nullable, number, record, text
from runs.contracts import RESOURCES

PLAN_VERSION = "1.0.0"
RUBRIC_KINDS = ("min", "max", "required", "count")
POLICIES: Mapping[str, Any] = {"no_user_interactions": True, "gate_retries_max": 5, "gate_without_evidence": "fail"}
RubricValue = float | int | bool | tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """One condition of a gate. `name` is as in the YAML, e.g. `grounding_min`; a `_count` may be a pair (lowest, highest)."""

    name: str
    value: RubricValue
    hard: bool = False
    optional: bool = False

    @property
    def metric(self) -> str:
        return self.name.rpartition("_")[0]

    @property
    def kind(self) -> str:
        """`min`, `max`, `required` or `count`."""
        return self.name.rpartition("_")[2]

    def as_json(self) -> dict[str, Any]:
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        return {"value": value, "hard": self.hard, "optional": self.optional}

    @classmethod
    def from_json(cls, name: str, entry: Any) -> Rubric:
        """Read the long form {value, hard, optional} or the short one, the bare value."""
        entry = entry if isinstance(entry, Mapping) else {"value": entry}
        value = entry["value"]
        return cls(
            name=name, value=tuple(value) if isinstance(value, list) else value, hard=entry.get("hard", False), optional=entry.get("optional", False)
        )


@dataclass(frozen=True, kw_only=True)
class AgentPlan:
    """An agent as its YAML file says it."""

    id: str
    version: str
    role: str
    needs: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    egress: tuple[str, ...] = ()
    prompt: str = ""
    models: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "version": self.version,
            "role": self.role,
            "needs": list(self.needs),
            "produces": list(self.produces),
            "tools": list(self.tools),
            "egress": list(self.egress),
            "prompt": self.prompt,
            "models": list(self.models),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> AgentPlan:
        lists = {key: tuple(data.get(key, ())) for key in ("needs", "produces", "tools", "egress", "models")}
        return cls(id=data["id"], version=data["version"], role=data["role"], prompt=data.get("prompt", ""), **lists)


@dataclass(frozen=True, kw_only=True)
class PhasePlan:
    """What one phase of one run does, derived from the YAML; `hash` binds everything else."""

    phase: str
    dependencies: tuple[str, ...]
    ancestors: tuple[str, ...]
    parallelism: str | int
    executor: str
    agents: tuple[AgentPlan, ...]
    aggregator: AgentPlan | None
    aggregation: str
    guards: tuple[str, ...]
    rubrics: tuple[Rubric, ...]
    artifacts: tuple[str, ...]
    budgets: Mapping[str, float]
    allowlisted_tools: tuple[str, ...]
    egress: tuple[str, ...]
    blocked_domains: tuple[str, ...]
    sandbox: Mapping[str, float]
    retry: Mapping[str, int]
    heartbeat_seconds: int
    stall_threshold_heartbeats: int
    refinery: Mapping[str, float]
    qav: Mapping[str, float]
    timebox: str
    loop: Mapping[str, Any] = field(default_factory=dict)
    version: str = PLAN_VERSION
    hash: str = ""

    @functools.cached_property
    def timebox_duration(self) -> timedelta:
        return parse_duration(self.timebox)

    @property
    def gate_retries(self) -> int:
        """How often the gate may be tried again after the first time."""
        return self.retry["gate_retries"]

    def agent(self, id: str) -> AgentPlan:
        """Return an agent of this phase, or its aggregator. Raises KeyError."""
        for agent in self.agents:
            if agent.id == id:
                return agent
        if self.aggregator is not None and self.aggregator.id == id:
            return self.aggregator
        raise KeyError(id)

    def body(self) -> dict[str, Any]:
        """Return the plan as JSON without its hash: what the hash covers."""
        plain = {name: getattr(self, name) for name in _PLAIN}
        lists = {name: list(getattr(self, name)) for name in _LISTS}
        maps = {name: dict(getattr(self, name)) for name in _MAPS}
        return {
            **plain,
            **lists,
            **maps,
            "agents": [agent.as_json() for agent in self.agents],
            "aggregator": self.aggregator.as_json() if self.aggregator else None,
            "rubrics": {rubric.name: rubric.as_json() for rubric in self.rubrics},
        }

    def as_json(self) -> dict[str, Any]:
        body = self.body()
        return {**body, "hash": self.hash or digest(body)}

    @functools.cached_property
    def as_text(self) -> str:
        """`as_json` as JSON text, written once for all runs of a configuration."""
        return jsonb(self.as_json())

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> PhasePlan:
        given = {name: data[name] for name in (*_PLAIN, *_MAPS, "hash")}
        lists = {name: tuple(data[name]) for name in _LISTS}
        aggregator = AgentPlan.from_json(data["aggregator"]) if data["aggregator"] else None
        rubrics = tuple(Rubric.from_json(name, entry) for name, entry in sorted(data["rubrics"].items()))
        return cls(**given, **lists, agents=tuple(AgentPlan.from_json(agent) for agent in data["agents"]), aggregator=aggregator, rubrics=rubrics)


_PLAIN = ("phase", "parallelism", "executor", "aggregation", "heartbeat_seconds", "stall_threshold_heartbeats", "timebox", "version")
_LISTS = ("dependencies", "ancestors", "guards", "artifacts", "allowlisted_tools", "egress", "blocked_domains")
_MAPS = ("budgets", "sandbox", "retry", "refinery", "qav", "loop")


@dataclass(frozen=True, kw_only=True)
class RunPlan:
    """What one run will do. `phase_plans` holds the whole of each phase; the JSON form names them by their hashes."""

    run_id: str
    phase_plans: tuple[PhasePlan, ...]
    budgets: Mapping[str, float]
    until: str | None = None
    policies: Mapping[str, Any] = field(default_factory=lambda: dict(POLICIES))
    version: str = PLAN_VERSION

    def body(self) -> dict[str, Any]:
        """Return the plan as JSON without what is this run's alone: what `plan_hash` covers."""
        return {
            "phases": [
                {
                    "phase": plan.phase,
                    "dependencies": list(plan.dependencies),
                    "artifacts": list(plan.artifacts),
                    "budgets": dict(plan.budgets),
                    "timebox": plan.timebox,
                    "hash": plan.hash,
                }
                for plan in self.phase_plans
            ],
            "budgets": dict(self.budgets),
            "policies": dict(self.policies),
            "timeouts": {plan.phase: int(plan.timebox_duration.total_seconds()) for plan in self.phase_plans},
            "required_evidence": {plan.phase: list(plan.artifacts) for plan in self.phase_plans},
            "until": self.until,
            "version": self.version,
        }

    @property
    def plan_hash(self) -> str:
        return digest_from_json(self.body())

    def as_json(self) -> dict[str, Any]:
        body = self.body()
        return {"run_id": self.run_id, **body, "plan_hash": digest_from_json(body)}


_SHA256 = text(pattern="^[0-9a-f]{64}$")
_BUDGETS = record({name: number(minimum=0) for name in RESOURCES})
_NAMES = list_of(text())
_RUBRIC: Schema = record(
    value={"anyOf": [{"type": "number"}, {"type": "boolean"}, list_of(integer(minimum=0), minimum=2)]}, hard=boolean(), optional=boolean()
)
_AGENT: Schema = record(
    id=text(), version=text(), role=text(), needs=_NAMES, produces=_NAMES, tools=_NAMES, egress=_NAMES, prompt=text(empty=True), models=_NAMES
)

PHASE_PLAN_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.phase.plan.v1",
    "title": "PhasePlan",
    **record(
        phase=text(),
        dependencies=_NAMES,
        ancestors=_NAMES,
        parallelism={"anyOf": [text(), integer(minimum=1)]},
        executor=text(),
        agents=list_of(_AGENT, minimum=1),
        aggregator=nullable(_AGENT),
        aggregation=text(),
        guards=_NAMES,
        rubrics=map_of(_RUBRIC),
        artifacts=_NAMES,
        budgets=_BUDGETS,
        allowlisted_tools=_NAMES,
        egress=_NAMES,
        blocked_domains=_NAMES,
        sandbox=map_of(number(minimum=0)),
        retry=map_of(integer(minimum=0)),
        heartbeat_seconds=integer(minimum=1),
        stall_threshold_heartbeats=integer(minimum=1),
        refinery=map_of(number(minimum=0)),
        qav=map_of(number(minimum=0)),
        timebox=text(),
        loop=record({"max_iterations": integer(minimum=1), "done_when": text()}),
        version=text(),
        hash=_SHA256,
    ),
}

RUN_PLAN_SCHEMA: Schema = {
    "$schema": DIALECT,
    "$id": "schema.run.plan.v1",
    "title": "RunPlan",
    **record(
        run_id=text(),
        phases=list_of(record(phase=text(), dependencies=_NAMES, artifacts=_NAMES, budgets=_BUDGETS, timebox=text(), hash=_SHA256), minimum=1),
        budgets=_BUDGETS,
        policies=record(no_user_interactions=boolean(), gate_retries_max=integer(minimum=0), gate_without_evidence=text()),
        timeouts=map_of(integer(minimum=0)),
        required_evidence=map_of(_NAMES),
        until=nullable(text()),
        version=text(),
        plan_hash=_SHA256,
    ),
}
