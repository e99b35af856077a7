"""Healing: what to do again when a gate failed, chosen by its reasons. Pure; the coordinator carries it out as the next attempt.

grounding → the agents whose claims lack a source, and the triad strict; a missing artifact or coverage → the agents that should
have made it; security findings → fix and scan again; anything else → the agents that the findings name, else all of the phase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from phases.contracts.plans import PhasePlan
from phases.gate import NOT_EVALUABLE, GateResult, RubricVerdict
from phases.planning import needs_graph

_SECURITY = re.compile(r"(cve|secret|sast|dast|attack|header|vulnerab|iac|container|signature|sbom)")
_COVERAGE = re.compile(r"(coverage|completeness)")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What healing knows beside the verdict: artifact types with unsupported claims, types that are missing, agents that failed."""

    unsupported_types: frozenset[str] = frozenset()
    missing_types: frozenset[str] = frozenset()
    failed_agents: frozenset[str] = frozenset()
    findings: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class HealingPlan:
    """What the next attempt does: the agents to run again (in plan order), why, and whether the triad is strict."""

    strategy: str
    agents: tuple[str, ...]
    reasons: tuple[str, ...]
    strict: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"strategy": self.strategy, "agents": list(self.agents), "reasons": list(self.reasons), "strict": self.strict}


def plan_healing(plan: PhasePlan, gate: GateResult, evidence: Evidence) -> HealingPlan:
    """Return what the next attempt does about a failed gate. No agents: the guards alone measure again."""
    blocking = [verdict for verdict in gate.verdicts if verdict.stands_in_the_way]
    strategies: list[str] = []
    agents: set[str] = set(evidence.failed_agents)
    if agents:
        strategies.append("rerun_failed")
    for verdict in blocking:
        strategy, named = _of(plan, verdict, evidence)
        strategies.append(strategy)
        agents |= named
    agents |= _leaning_on(plan, agents)
    if plan.parallelism == "iterative" and agents:
        # an iteration stands on the one before it: the loop begins anew
        agents = {agent.id for agent in plan.agents}
    if plan.aggregator and agents:
        agents.add(plan.aggregator.id)
    everyone = [*plan.agents, *([plan.aggregator] if plan.aggregator else [])]
    strict = any(verdict.rubric.metric == "grounding" for verdict in blocking)
    return HealingPlan(
        strategy="+".join(dict.fromkeys(strategies)) or "rerun_all",
        reasons=gate.reasons,
        strict=strict,
        agents=tuple(agent.id for agent in everyone if agent.id in agents),
    )


def beyond_healing(gate: GateResult, evidence: Evidence) -> tuple[str, ...]:
    """Return the findings that no attempt can heal, because what was asked for is at fault: those called final, of guards of an unmet hard rubric."""
    guards = {guard for verdict in gate.verdicts if verdict.stands_in_the_way and verdict.rubric.hard for guard in verdict.guards}
    found = [finding for guard in sorted(guards) for finding in evidence.findings.get(guard, ()) if finding.get("final") is True]
    return tuple(dict.fromkeys(str(finding["message"]) for finding in found))


def remeasure(guards: Iterable[tuple[str, str]], repeated: Iterable[str]) -> list[str]:
    """Return the guards to run once more within the attempt: those whose task died, so that nothing was measured. `guards`: (id, status)."""
    done = set(repeated)
    return [guard for guard, status in guards if status == "dead" and guard not in done]


def _of(plan: PhasePlan, verdict: RubricVerdict, evidence: Evidence) -> tuple[str, set[str]]:
    metric = verdict.rubric.metric
    if metric == "grounding":
        return "ground_strictly", _producers(plan, evidence.unsupported_types) or _everyone(plan)
    if metric == "completeness":
        return "run_missing", _producers(plan, evidence.missing_types)
    named = _named_by_findings(plan, verdict, evidence)
    if verdict.outcome == NOT_EVALUABLE and not named:
        return "measure_again", _producers(plan, evidence.missing_types)
    if _SECURITY.search(metric):
        return "fix_and_rescan", named or _everyone(plan)
    if _COVERAGE.search(metric):
        return "run_missing", named or _producers(plan, evidence.missing_types) or _everyone(plan)
    return "fix_findings", named or _everyone(plan)


def _leaning_on(plan: PhasePlan, agents: Iterable[str]) -> set[str]:
    """Return the agents of the phase that read what these make, near and far: what they wrote would speak of replaced artifacts."""
    order = {agent.id: index for index, agent in enumerate(plan.agents)}
    graph = needs_graph(plan.agents) if plan.parallelism not in ("parallel", "iterative") else {}
    found = set(agents)
    for agent in plan.agents:
        if any(other in found and order[other] < order[agent.id] for other in graph.get(agent.id, ())):
            found.add(agent.id)
    return found


def _named_by_findings(plan: PhasePlan, verdict: RubricVerdict, evidence: Evidence) -> set[str]:
    findings = [finding for guard in verdict.guards for finding in evidence.findings.get(guard, ())]
    return _producers(plan, {finding["artifact"] for finding in findings if isinstance(finding.get("artifact"), str)})


def _producers(plan: PhasePlan, types: Iterable[str]) -> set[str]:
    """Return who makes these types; the aggregator only for what no agent makes."""
    wanted = set(types)
    found = {agent.id for agent in plan.agents if wanted & set(agent.produces)}
    left = wanted - {type for agent in plan.agents for type in agent.produces}
    if plan.aggregator and left & set(plan.aggregator.produces):
        found.add(plan.aggregator.id)
    return found


def _everyone(plan: PhasePlan) -> set[str]:
    return {agent.id for agent in plan.agents}
