"""Fan-out: which agents run now, which wait, and when the wave is over. Pure decisions over the plan and the rows of its tasks.

- `sequential`: one after the other, in plan order      - `parallel`: all at once
- N: so many at once, each not before those of the phase that make what it needs
- `partial`: an agent starts when those that make what it needs have ended
- `iterative`: per iteration all agents in sequence, until the last one's result says so or the iterations are used up

An agent that failed has ended like any other: the rest goes on, and the gate says what is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.contracts.plans import PhasePlan
from phases.planning import needs_graph

ENDED = frozenset({"succeeded", "failed", "dead", "cancelled"})


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A task to create: an agent of the plan, its iteration (`shard`), its place, and whether its turn has come."""

    target: str
    shard: int
    position: int
    ready: bool = True


@dataclass(frozen=True, kw_only=True)
class TaskView:
    """What fan-out knows of a task."""

    id: str
    target: str
    status: str
    shard: int = 0
    position: int = 0
    result: Mapping[str, Any] | None = None

    @property
    def ended(self) -> bool:
        return self.status in ENDED


@dataclass(frozen=True, kw_only=True)
class Wave:
    """What to do now: create, promote, or nothing. `wake_below`: ask again when fewer tasks than this are open."""

    create: tuple[Piece, ...] = ()
    promote: tuple[str, ...] = ()
    done: bool = False
    wake_below: int = 1


def decide(plan: PhasePlan, chosen: Sequence[str], tasks: Sequence[TaskView]) -> Wave:
    """Return what to do next; `chosen` are the agents that run in this attempt, `tasks` those of this attempt so far.

    The aggregator, where the plan has one, runs after the others, in every attempt in which one of them or itself is chosen.
    """
    agents = [agent.id for agent in plan.agents if agent.id in set(chosen)]
    mine = [task for task in tasks if plan.aggregator is None or task.target != plan.aggregator.id]
    wave = _MODES.get(str(plan.parallelism), _limited)(plan, agents, mine) if agents else Wave(done=True)
    if not wave.done or plan.aggregator is None or not (agents or plan.aggregator.id in chosen):
        return wave
    return _aggregate(plan, mine, [task for task in tasks if task not in mine])


def position(plan: PhasePlan, target: str) -> int:
    """Return the place of an agent in the plan; the aggregator comes after all others."""
    return next((index for index, agent in enumerate(plan.agents) if agent.id == target), len(plan.agents))


def visible_targets(plan: PhasePlan, piece: Piece) -> frozenset[str]:
    """Return the agents of the same phase whose artifacts a task may read (in an iterative phase: of earlier tasks only)."""
    before = frozenset(agent.id for agent in plan.agents[: piece.position])
    if plan.aggregator is not None and piece.target == plan.aggregator.id:
        return frozenset(agent.id for agent in plan.agents)
    match plan.parallelism:
        case "sequential":
            return before
        case "iterative":
            return frozenset(agent.id for agent in plan.agents)
        case "parallel":
            return frozenset()
        case _:
            graph = needs_graph(plan.agents)
            return frozenset(graph[piece.target]) & before


def planned_tasks(plan: PhasePlan, chosen: Sequence[str], tasks: Sequence[TaskView]) -> int:
    """Return how many tasks of this wave are known to come in all: a lower bound in an iterative phase."""
    agents = sum(agent.id in set(chosen) for agent in plan.agents)
    rounds = max([task.shard for task in tasks], default=1) if plan.parallelism == "iterative" else 1
    return agents * max(rounds, 1) + (plan.aggregator is not None)


def _sequential(plan: PhasePlan, agents: Sequence[str], tasks: Sequence[TaskView], shard: int = 0) -> Wave:
    known = {task.target: task for task in tasks if task.shard == shard}
    for agent in agents:
        if agent not in known:
            return Wave(create=(Piece(target=agent, shard=shard, position=position(plan, agent)),))
        if not known[agent].ended:
            return Wave()
    return Wave(done=True)


def _limited(plan: PhasePlan, agents: Sequence[str], tasks: Sequence[TaskView]) -> Wave:
    """All tasks that wait for nobody's artifacts are created at once, as many ready as may run together; each end makes the next one ready."""
    limit = int(plan.parallelism)
    graph, known = needs_graph(plan.agents), {task.target: task for task in tasks}
    unfinished = {agent for agent in agents if agent not in known or not known[agent].ended}
    waiting = [task for task in sorted(tasks, key=lambda task: task.position) if task.status == "pending"]
    active = sum(not task.ended and task.status != "pending" for task in tasks)
    fresh = [agent for agent in agents if agent not in known and not unfinished & set(graph[agent])]
    held = len(unfinished - set(known)) > len(fresh)
    free = max(0, limit - active)
    promote = tuple(task.id for task in waiting[:free])
    free -= len(promote)
    create = tuple(Piece(target=agent, shard=0, position=position(plan, agent), ready=index < free) for index, agent in enumerate(fresh))
    opened = active + len(waiting) + len(create)
    still_waiting = opened > active + len(promote) + sum(piece.ready for piece in create)
    return Wave(create=create, promote=promote, done=not opened and not held, wake_below=opened if still_waiting or held else 1)


def _parallel(plan: PhasePlan, agents: Sequence[str], tasks: Sequence[TaskView]) -> Wave:
    known = {task.target: task for task in tasks}
    create = tuple(Piece(target=agent, shard=0, position=position(plan, agent)) for agent in agents if agent not in known)
    return Wave(create=create, done=not create and all(task.ended for task in known.values()))


def _partial(plan: PhasePlan, agents: Sequence[str], tasks: Sequence[TaskView]) -> Wave:
    graph = needs_graph(plan.agents)
    known = {task.target: task for task in tasks}
    # an agent that is not chosen made its artifacts in an earlier attempt
    open_agents = {agent for agent in agents if agent not in known or not known[agent].ended}
    create = tuple(
        Piece(target=agent, shard=0, position=position(plan, agent)) for agent in agents if agent not in known and not open_agents & set(graph[agent])
    )
    opened = len(create) + sum(not task.ended for task in known.values())
    waiting = len(open_agents) > opened
    return Wave(create=create, done=not open_agents, wake_below=opened if waiting else 1)


def _iterative(plan: PhasePlan, agents: Sequence[str], tasks: Sequence[TaskView]) -> Wave:
    iteration = max([task.shard for task in tasks], default=1)
    wave = _sequential(plan, agents, tasks, shard=iteration)
    if not wave.done:
        return wave
    last = next(task for task in tasks if task.shard == iteration and task.target == agents[-1])
    if last.status != "succeeded" or says_done(last.result) or iteration >= plan.loop["max_iterations"]:
        return wave
    return _sequential(plan, agents, tasks, shard=iteration + 1)


def says_done(result: Any) -> bool:
    """Tell whether the result of an iteration's last agent ends the loop: {"done": true}, nothing else."""
    return isinstance(result, Mapping) and result.get("done") is True


def _aggregate(plan: PhasePlan, others: Sequence[TaskView], own: Sequence[TaskView]) -> Wave:
    if own:
        return Wave(done=all(task.ended for task in own))
    shard = max([task.shard for task in others], default=0) + 1 if plan.parallelism == "iterative" else 0
    return Wave(create=(Piece(target=plan.aggregator.id, shard=shard, position=len(plan.agents)),))


_MODES = {"sequential": _sequential, "parallel": _parallel, "partial": _partial, "iterative": _iterative}
