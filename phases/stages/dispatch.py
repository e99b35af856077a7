"""Stage 2, dispatch (the spec's `Dispatcher` and `FanOutRunner`): the agents' tasks, wave by wave, then their results as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ideamine.lib.canonical import digest_from_json
from phases import fanin, fanout, inputs
from phases.contracts.plans import AgentPlan, PhasePlan
from phases.fanout import Piece
from phases.inputs import StoredArtifact
from phases.stages.outcomes import StageOutcome
from phases.stages.work import PhaseWork
from runs.engine import queue
from runs.engine.queue import NewTask
from runs.models import Stage


def run(work: PhaseWork) -> StageOutcome:
    """Do the next thing that the fan-out asks for; with the wave over, fan in and move to the guards."""
    plan, tasks = work.plan, work.tasks_in("dispatch")
    wave = fanout.decide(plan, work.chosen, tasks)
    if wave.create:
        queue.enqueue(work.step, work.phase, _tasks(work, wave.create))
    if wave.promote:
        queue.promote(work.step, wave.promote)
    planned = fanout.planned_tasks(plan, work.chosen, tasks) + len(plan.guards)
    work.progress(planned)
    if not wave.done:
        work.remember(wake_below=wave.wake_below)
        return StageOutcome.WAITING
    work.remember(draft=_keep(work, _fan_in(work)), wake_below=1)
    work.change(stage=Stage.GUARD)
    return StageOutcome.MOVED


def task_input(
    work: PhaseWork,
    artifacts: Sequence[StoredArtifact],
    *,
    params: dict[str, Any],
    produces: Sequence[str] = (),
    tools: Sequence[str] = (),
    version: str = "1.0.0",
    egress: Sequence[str] = (),
) -> dict[str, Any]:
    """Return the input of a task: what the worker and the sandbox need to know, and nothing more."""
    plan = work.plan
    found = {
        "idea": work.run.idea,
        "attempt": work.phase.attempt,
        "inputs": [artifact.ref() for artifact in artifacts],
        "params": params,
        "produces": sorted(produces),
        "tools": sorted(tools),
        "version": version,
        "limits": dict(plan.sandbox),
    }
    allowed = sorted(set(egress) & set(plan.egress) - set(plan.blocked_domains))
    return {**found, "egress": allowed} if allowed else found


def task_budget(plan: PhasePlan) -> dict[str, int]:
    """Return the budget of one task: the phase's time, and its tokens where it has any."""
    budget = {"ms": int(plan.timebox_duration.total_seconds() * 1000)}
    tokens = int(plan.budgets.get("tokens", 0))
    return {**budget, "tokens": tokens} if tokens else budget


def _tasks(work: PhaseWork, pieces: Sequence[Piece]) -> list[NewTask]:
    plan = work.plan
    artifacts = work.artifacts([*plan.ancestors, plan.phase], inputs.wanted_types(plan, pieces))
    return [_task(work, piece, inputs.for_agent(plan, piece, artifacts)) for piece in pieces]


def _task(work: PhaseWork, piece: Piece, artifacts: Sequence[StoredArtifact]) -> NewTask:
    plan, agent = work.plan, work.plan.agent(piece.target)
    given = task_input(
        work, artifacts, params=_params(work, agent, piece), produces=agent.produces, tools=agent.tools, version=agent.version, egress=agent.egress
    )
    kind = "tool" if piece.target.startswith("tool.") else "agent"
    return NewTask(
        target=piece.target,
        type=kind,
        queue=kind,
        input=given,
        stage="dispatch",
        shard=piece.shard,
        position=piece.position,
        executor=plan.executor,
        budget=task_budget(plan),
        ready=piece.ready,
        version=agent.version,
        max_attempts=plan.retry["max_attempts"],
    )


def _params(work: PhaseWork, agent: AgentPlan, piece: Piece) -> dict[str, Any]:
    params: dict[str, Any] = {}
    if piece.target.startswith("tool."):
        # a tool's parameters are its arguments
        return params
    if work.plan.parallelism == "iterative":
        params["iteration"] = piece.shard
    heal = work.state.get("heal")
    if heal is not None and agent.id in work.chosen:
        params["heal"] = {"strategy": heal["strategy"], "reasons": heal["reasons"]}
    return params


def _keep(work: PhaseWork, draft: fanin.FanIn) -> dict[str, Any]:
    """Return what is remembered of the fan-in: its digest, for it can be computed again from the tasks' rows; conflicts go to the ledger."""
    if draft.conflicts:
        work.step.record(
            "decision",
            phase=work.phase.name,
            provenance={"source": "phases.fanin"},
            data={"decision": "fan_in", "strategy": draft.strategy, "conflicts": [dict(conflict) for conflict in draft.conflicts]},
        )
    return {"strategy": draft.strategy, "sha256": digest_from_json(draft.result), "conflicts": len(draft.conflicts), "consensus": draft.consensus}


def _fan_in(work: PhaseWork) -> fanin.FanIn:
    results = [
        fanin.AgentResult(agent=task.target, position=task.position, shard=task.shard, result=task.result)
        for task in work.newest_tasks()
        if task.status == "succeeded"
    ]
    return fanin.fan_in(work.plan.aggregation, results, aggregator=work.plan.aggregator.id if work.plan.aggregator else None)
