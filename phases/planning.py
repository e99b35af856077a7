"""The RunPlanner: from a configuration to what one run will do. Pure; the same configuration gives the same hashes anywhere."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from phases import dag
from phases.configuration import Configuration
from phases.contracts.evidence import PhaseContext
from phases.contracts.plans import PLAN_VERSION, AgentPlan, PhasePlan, Rubric, RunPlan
from phases.errors import BudgetRefused, UnknownPhase
from runs.contracts import RESOURCES


def create_run_plan(run_id: str, configuration: Configuration, *, budgets: Mapping[str, float] | None = None, until: str | None = None) -> RunPlan:
    """Return the plan of a run: the phases in order, up to `until` and what it depends on, each with its own plan.

    The run's budget of a resource is what `budgets` says, else the sum over its phases.
    Raises UnknownPhase, BudgetRefused.
    """
    plans = _phase_plans(configuration, until)
    total = {resource: sum(plan.budgets.get(resource, 0) for plan in plans) for resource in RESOURCES}
    return RunPlan(run_id=run_id, phase_plans=plans, budgets={**total, **checked_budgets(budgets or {})}, until=until)


@functools.lru_cache(maxsize=16)
def _phase_plans(configuration: Configuration, until: str | None) -> tuple[PhasePlan, ...]:
    """Return the plans of all phases in order; nothing in them is a single run's, so they are made once a configuration."""
    graph = configuration.graph
    if until is not None:
        if until not in graph:
            raise UnknownPhase(f"there is no phase {until!r}; known: {', '.join(dag.order(graph))}")
        graph = dag.cut(graph, until)
    return tuple(_phase_plan(configuration, name, dag.ancestors(graph, name)) for name in dag.order(graph))


def derive_phase_plan(phase: Mapping[str, Any], context: PhaseContext, *, agents: Mapping[str, AgentPlan], ancestors: Iterable[str]) -> PhasePlan:
    """Return the plan of one phase from its file, its context and its agents, with its hash."""
    order = _in_order(phase, agents)
    plan = PhasePlan(
        phase=phase["phase"],
        dependencies=context.dependencies,
        ancestors=tuple(sorted(ancestors)),
        parallelism=phase["parallelism"],
        executor=phase["executor"],
        agents=tuple(agents[name] for name in order),
        aggregator=_aggregator(phase, agents),
        aggregation=phase["aggregation"],
        guards=tuple(phase["guards"]),
        rubrics=tuple(Rubric.from_json(name, entry) for name, entry in sorted(context.rubrics.items())),
        artifacts=tuple(phase["artifacts"]),
        budgets=dict(context.budgets),
        allowlisted_tools=tuple(phase["allowlisted_tools"]),
        egress=tuple(phase["egress"]),
        blocked_domains=tuple(phase["blocked_domains"]),
        sandbox=dict(phase["sandbox"]),
        retry=dict(phase["retry"]),
        heartbeat_seconds=phase["heartbeat_seconds"],
        stall_threshold_heartbeats=phase["stall_threshold_heartbeats"],
        refinery=dict(phase["refinery"]),
        qav=dict(phase["qav"]),
        timebox=context.timebox,
        loop=dict(phase["loop"]),
    )
    return PhasePlan.from_json(plan.as_json())


def checked_budgets(budgets: Mapping[str, Any]) -> dict[str, float]:
    """Return budgets by resource. Raises BudgetRefused for unknown resources and for what is no amount."""
    for resource, amount in budgets.items():
        if resource not in RESOURCES:
            raise BudgetRefused(f"there is no budget {resource!r}; known: {', '.join(RESOURCES)}")
        if isinstance(amount, bool) or not isinstance(amount, (int, float)) or not 0 <= amount < float("inf"):
            raise BudgetRefused(f"the budget {resource} is {amount!r}; a number that is 0 or more is wanted")
    return dict(budgets)


def _phase_plan(configuration: Configuration, name: str, ancestors: Iterable[str]) -> PhasePlan:
    phase = configuration.phases[name]
    named = [name for name in [*phase["agents"], phase["aggregator"]] if name in configuration.agents]
    agents = {agent: AgentPlan.from_json(configuration.agents[agent]) for agent in named}
    context = PhaseContext(
        phase=name,
        inputs=tuple(sorted({type for agent in agents.values() for type in agent.needs})),
        budgets=phase["budgets"],
        rubrics=phase["rubrics"],
        timebox=phase["timebox"],
        dependencies=tuple(sorted(phase["dependencies"])),
    )
    return derive_phase_plan(phase, context, agents=agents, ancestors=ancestors)


def _aggregator(phase: Mapping[str, Any], agents: Mapping[str, AgentPlan]) -> AgentPlan | None:
    """Return the agent that aggregates; a tool stands in as one that may write whatever the phase requires and its agents make."""
    name = phase["aggregator"]
    if name is None or name in agents:
        return agents.get(name)
    produces = {*phase["artifacts"], *(type for agent in agents.values() for type in agent.produces)}
    return AgentPlan(id=name, version=PLAN_VERSION, role="Aggregates what the agents made.", produces=tuple(sorted(produces)))


def _in_order(phase: Mapping[str, Any], agents: Mapping[str, AgentPlan]) -> list[str]:
    """Return the agents as the file lists them; where they wait for each other, by what they need, level by level."""
    listed = list(phase["agents"])
    if phase["parallelism"] in ("sequential", "parallel", "iterative"):
        return listed
    graph = needs_graph(agents[name] for name in listed)
    return [name for level in dag.levels(graph) for name in sorted(level, key=listed.index)]


def needs_graph(agents: Iterable[AgentPlan]) -> dict[str, list[str]]:
    """Return agent → the agents among them that produce what it needs."""
    known = list(agents)
    return {agent.id: [other.id for other in known if other is not agent and set(agent.needs) & set(other.produces)] for agent in known}
