"""What no single file shows: phases without a circle, agents and modules that exist, artifacts that somebody makes."""

from __future__ import annotations

import functools
import graphlib
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.dateparse import parse_duration

from phases import dag
from phases.configuration.problems import Problem
from phases.configuration.rubrics import rubric_problems
from phases.configuration.source import Source
from phases.sandbox.hosting import HOST_TOOLS
from phases.sandboxed import loading
from phases.schemas.registry import artifact_schemas, may_read

Sources = Mapping[str, Source]
# made by the worker for each tool call, so no agent lists it
WORKER_TYPES = frozenset({"ToolReport"})


def cross_problems(phases: Sources, agents: Sources) -> Iterator[Problem]:
    """Yield every problem between the files; each file alone is right already."""
    broken = list(_dependency_problems(phases))
    yield from broken
    for name in sorted(phases):
        source = phases[name]
        unknown = list(_agent_problems(source, agents))
        yield from unknown
        yield from _mode_problems(source)
        yield from rubric_problems(source)
        yield from _module_problems(source)
        if not unknown:
            yield from _artifact_problems(source, agents)
            yield from _partial_problems(source, agents)
            if not broken:
                yield from _need_problems(source, phases, agents)
    for name in sorted(agents):
        yield from _type_problems(agents[name])


def agent_ids(phase: Mapping[str, Any]) -> list[str]:
    """Return the agents of a phase file, its aggregator last if that is an agent too and not a tool."""
    aggregator = phase.get("aggregator")
    return [*phase["agents"], *([aggregator] if aggregator and not is_tool(aggregator) else [])]


def is_tool(id: str) -> bool:
    return id.startswith("tool.")


def partial_graph(agents: Mapping[str, Mapping[str, Any]], names: list[str]) -> dict[str, list[str]]:
    """Return agent → the agents of the same phase that make what it needs."""
    return {name: [other for other in names if other != name and set(agents[name]["needs"]) & set(agents[other]["produces"])] for name in names}


def made_by(phase: Mapping[str, Any], agents: Sources) -> set[str]:
    """Return the artifact types that a phase makes; an aggregator that is a tool may make whatever the phase requires."""
    made = {type for name in agent_ids(phase) if name in agents for type in agents[name].data["produces"]}
    return made | set(phase["artifacts"]) if is_tool(phase.get("aggregator") or "") else made


@functools.lru_cache(maxsize=1024)
def _module_exists(target: str) -> bool:
    return loading.exists(target)


def _dependency_problems(phases: Sources) -> Iterator[Problem]:
    unknown = False
    for name in sorted(phases):
        for index, dependency in enumerate(phases[name].data["dependencies"]):
            if dependency not in phases:
                unknown = True
                yield phases[name].problem(["dependencies", index], f"there is no phase {dependency}; known: {', '.join(sorted(phases))}")
    if unknown:
        return
    try:
        dag.levels({name: source.data["dependencies"] for name, source in phases.items()})
    except graphlib.CycleError as error:
        circle = list(error.args[1])
        yield phases[circle[0]].problem(["dependencies"], f"the phases wait for each other: {' → '.join(circle)}; take one arrow away")


def _agent_problems(source: Source, agents: Sources) -> Iterator[Problem]:
    named = [(["agents", index], name) for index, name in enumerate(source.data["agents"])]
    aggregator = source.data.get("aggregator")
    if aggregator is not None and not is_tool(aggregator):
        named.append((["aggregator"], aggregator))
    elif aggregator is not None and aggregator not in source.data.get("allowlisted_tools", ()):
        yield source.problem(["aggregator"], f"{aggregator} is not among the allowlisted_tools")
    for path, name in named:
        if name not in agents:
            yield source.problem(path, f"there is no agent {name}; agents/{name}.yaml would describe it")


def _mode_problems(source: Source) -> Iterator[Problem]:
    data = source.data
    if data["parallelism"] == "iterative" and "loop" not in data:
        yield source.problem(["parallelism"], "an iterative phase needs loop.max_iterations")
    if data["parallelism"] != "iterative" and "loop" in data:
        yield source.problem(["loop"], f"only an iterative phase loops; this one is {data['parallelism']}")
    if data["aggregation"] == "custom" and "aggregator" not in data:
        yield source.problem(["aggregation"], "custom aggregation needs an aggregator, the id of an agent or tool")
    if data.get("aggregator") in data["agents"]:
        yield source.problem(["aggregator"], f"{data['aggregator']} is one of the agents already; an aggregator runs after them")
    duration = parse_duration(data["timebox"])
    if duration is None or not duration.total_seconds() > 0:
        yield source.problem(["timebox"], f"{data['timebox']!r} is no time to work in; an ISO 8601 duration such as PT1H30M is wanted")


def _module_problems(source: Source) -> Iterator[Problem]:
    if source.data.get("executor") == "inline":
        # functions of a benchmark; the executor itself refuses them elsewhere
        return
    named = [
        *[("agents", name) for name in source.data["agents"]],
        *[("guards", name) for name in source.data["guards"]],
        *[("allowlisted_tools", name) for name in source.data.get("allowlisted_tools", ())],
    ]
    for key, name in named:
        wanted = {"guards": "guard.", "allowlisted_tools": "tool."}.get(key, "")
        if not name.startswith(wanted) and not (key == "allowlisted_tools" and name.startswith("guard.")):
            yield source.problem([key, source.data[key].index(name)], f"{name} must begin with {wanted}")
        elif name not in HOST_TOOLS and not _module_exists(name):
            yield source.problem([key, source.data[key].index(name)], f"no module stands behind {name}; {loading.module_name(name)} would")


def _artifact_problems(source: Source, agents: Sources) -> Iterator[Problem]:
    data, made = source.data, made_by(source.data, agents)
    for index, type in enumerate(data["artifacts"]):
        if type not in artifact_schemas():
            yield source.problem(["artifacts", index], f"there is no schema for {type}; phases/schemas would hold it")
        if type not in made:
            yield source.problem(["artifacts", index], f"no agent of the phase produces {type}; they produce {', '.join(sorted(made)) or 'nothing'}")
    allowed = set(data.get("allowlisted_tools", ()))
    for name in agent_ids(data):
        for index, tool in enumerate(agents[name].data.get("tools", ())):
            if tool not in allowed:
                yield agents[name].problem(["tools", index], f"{tool} is not among the allowlisted_tools of {source.file}")


def _partial_problems(source: Source, agents: Sources) -> Iterator[Problem]:
    if source.data["parallelism"] in ("sequential", "parallel", "iterative"):
        return
    try:
        dag.levels(partial_graph({name: agents[name].data for name in source.data["agents"]}, source.data["agents"]))
    except graphlib.CycleError as error:
        yield source.problem(["agents"], f"the agents wait for each other's artifacts: {' → '.join(error.args[1])}")


def _need_problems(source: Source, phases: Sources, agents: Sources) -> Iterator[Problem]:
    graph = {name: phase.data["dependencies"] for name, phase in phases.items()}
    before = [*dag.ancestors(graph, source.data["phase"]), source.data["phase"]]
    made = {type for phase in before for type in made_by(phases[phase].data, agents)}
    for name in agent_ids(source.data):
        for index, type in enumerate(agents[name].data["needs"]):
            if type not in made | WORKER_TYPES:
                yield agents[name].problem(["needs", index], f"nothing in or before the phase {source.data['phase']} produces {type}")


def _type_problems(source: Source) -> Iterator[Problem]:
    for key in ("needs", "produces"):
        for index, type in enumerate(source.data[key]):
            if type not in artifact_schemas():
                yield source.problem([key, index], f"there is no schema for {type}; phases/schemas would hold it")
            elif key == "needs" and not may_read(type, source.data["id"]):
                yield source.problem([key, index], f"{type} is sealed: only {', '.join(artifact_schemas()[type]['x-sealed'])} may read it")
