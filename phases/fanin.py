"""Fan-in: from the results of several agents to one. Pure; taken in plan order, so the order of arrival changes nothing.

- `merge`: objects merged key by key, lists joined without repetition; where two values cannot be joined the earlier agent in the
  plan is believed and the conflict is kept      - `concat`: one list      - `vote`: what most agents say; a tie goes to the earlier
- `custom`: the result of the aggregator, an agent that saw the others' work
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import escape


@dataclass(frozen=True, kw_only=True)
class AgentResult:
    """The result of one agent's task."""

    agent: str
    position: int
    shard: int
    result: Any


@dataclass(frozen=True, kw_only=True)
class FanIn:
    """What the results came to. A conflict is {pointer, kept, dropped, by}; `consensus` is the share of agents that agree, for a vote."""

    strategy: str
    result: Any
    conflicts: tuple[Mapping[str, Any], ...] = ()
    consensus: float | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "strategy": self.strategy,
            "result": self.result,
            "conflicts": [dict(conflict) for conflict in self.conflicts],
            "consensus": self.consensus,
        }


def fan_in(strategy: str, results: Sequence[AgentResult], *, aggregator: str | None = None) -> FanIn:
    """Return one result of many. Raises ValueError for an unknown strategy."""
    ordered = sorted(results, key=lambda found: (found.shard, found.position, found.agent))
    if aggregator is not None:
        own = [found for found in ordered if found.agent == aggregator]
        return FanIn(strategy="custom", result=own[-1].result if own else None)
    match strategy:
        case "merge":
            return _merge(ordered)
        case "concat":
            return FanIn(strategy=strategy, result=_concat(ordered))
        case "vote":
            return _vote(ordered)
        case "custom":
            return FanIn(strategy=strategy, result=None)
    raise ValueError(f"{strategy!r} is no way to aggregate; one of merge, concat, vote, custom")


def _merge(ordered: Sequence[AgentResult]) -> FanIn:
    merged: Any = {}
    conflicts: list[dict[str, Any]] = []
    for found in ordered:
        merged = _joined(merged, found.result, "", found.agent, conflicts)
    return FanIn(strategy="merge", result=_sorted(merged), conflicts=tuple(conflicts))


def _joined(kept: Any, new: Any, pointer: str, agent: str, conflicts: list[dict[str, Any]]) -> Any:
    if isinstance(kept, Mapping) and isinstance(new, Mapping):
        joined = dict(kept)
        for key in sorted(new):
            joined[key] = _joined(kept[key], new[key], f"{pointer}/{escape(key)}", agent, conflicts) if key in kept else new[key]
        return joined
    if isinstance(kept, list) and isinstance(new, list):
        known = {canonical_json(item) for item in kept}
        return [*kept, *(item for item in new if canonical_json(item) not in known)]
    if canonical_json(kept) != canonical_json(new):
        conflicts.append({"pointer": pointer, "kept": kept, "dropped": new, "by": agent})
    return kept


def _concat(ordered: Sequence[AgentResult]) -> list[Any]:
    joined: list[Any] = []
    for found in ordered:
        joined.extend(found.result if isinstance(found.result, list) else [found.result])
    return joined


def _vote(ordered: Sequence[AgentResult]) -> FanIn:
    votes: dict[bytes, list[AgentResult]] = {}
    for found in ordered:
        votes.setdefault(canonical_json(found.result), []).append(found)
    if not votes:
        return FanIn(strategy="vote", result=None)
    # dicts keep the order of insertion and max the first of equals: the earlier agent wins a tie
    winner = max(votes.values(), key=len)
    return FanIn(strategy="vote", result=winner[0].result, consensus=len(winner) / len(ordered))


def _sorted(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return value
