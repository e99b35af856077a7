"""The graph of phases (and of agents inside a `partial` phase): order it, cut it, say what may start. Pure."""

from __future__ import annotations

import graphlib
from collections.abc import Iterable, Mapping

Graph = Mapping[str, Iterable[str]]
"""Node → the nodes that it comes after."""


def levels(graph: Graph) -> list[list[str]]:
    """Return the nodes level by level; a level's nodes depend on earlier levels only, and are sorted by name.

    Raises graphlib.CycleError, whose second argument is the cycle.
    """
    sorter = graphlib.TopologicalSorter(graph)
    sorter.prepare()
    found: list[list[str]] = []
    while sorter.is_active():
        level = sorted(sorter.get_ready())
        sorter.done(*level)
        found.append(level)
    return found


def order(graph: Graph) -> list[str]:
    """Return all nodes in one order that respects the graph: by level, then by name. Raises graphlib.CycleError."""
    return [node for level in levels(graph) for node in level]


def ancestors(graph: Graph, node: str) -> frozenset[str]:
    """Return everything that `node` comes after, near and far. Raises KeyError for a node that is not in the graph."""
    found: set[str] = set()
    open_nodes = list(graph[node])
    while open_nodes:
        name = open_nodes.pop()
        if name not in found:
            found.add(name)
            open_nodes.extend(graph[name])
    return frozenset(found)


def cut(graph: Graph, until: str) -> dict[str, tuple[str, ...]]:
    """Return the part of the graph that leads to `until`, with it. Raises KeyError."""
    kept = ancestors(graph, until) | {until}
    return {node: tuple(after) for node, after in graph.items() if node in kept}


def ready(graph: Graph, *, completed: Iterable[str], started: Iterable[str]) -> list[str]:
    """Return the nodes that may start now: not started, everything before them completed; sorted by name."""
    done, begun = frozenset(completed), frozenset(started)
    return sorted(node for node, after in graph.items() if node not in begun and node not in done and done.issuperset(after))
