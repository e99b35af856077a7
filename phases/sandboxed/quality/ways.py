"""The ways through a resource's states that the journeys take: one main way, and side ways to the steps that it passes by."""

from __future__ import annotations

from collections.abc import Collection

from phases.sandboxed.product.resources import Resource

Way = list[tuple[str, str]]


def main_way(resource: Resource) -> Way:
    """Return (action, target) in an order in which they can be carried out one after the other from the initial state; each action once."""
    at, left, path = resource.initial, list(resource.transitions), []
    while True:
        possible = next((step for step in left if at in dict(step.moves)), None)
        if possible is None:
            return path
        at = dict(possible.moves)[at]
        left.remove(possible)
        path.append((possible.action, at))


def side_ways(resource: Resource) -> list[Way]:
    """Return, for each action that the main way passes by, the shortest way that ends with it; none for one that no state in reach allows."""
    passed = {action for action, _ in main_way(resource)}
    found = (_way_to(resource, step.action) for step in resource.transitions if step.action not in passed)
    return [way for way in found if way]


def _way_to(resource: Resource, action: str) -> Way:
    ways: list[tuple[str, Way]] = [(resource.initial, [])]
    for at, way in ways:
        seen: Collection[str] = {state for state, _ in ways}
        for step in resource.transitions:
            target = dict(step.moves).get(at)
            if target is None:
                continue
            if step.action == action:
                return [*way, (action, target)]
            if target not in seen:
                ways.append((target, [*way, (step.action, target)]))
    return []
