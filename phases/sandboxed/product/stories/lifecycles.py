"""Acceptance tests of transitions: bring a row into a state by its own steps, then take the step on its page."""

from __future__ import annotations

from collections.abc import Sequence

from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.resources import Resource

Body = list[str]


def steps_to(resource: Resource, state: str, start: str = "") -> list[str] | None:
    """Return the shortest list of actions that leads from `start`, else the initial state, to `state`; None when nothing leads there."""
    first = start or resource.initial
    ways: dict[str, list[str]] = {first: []}
    waiting = [first]
    while waiting and state not in ways:
        here = waiting.pop(0)
        for transition in resource.transitions:
            target = dict(transition.moves).get(here)
            if target is not None and target not in ways:
                ways[target] = [*ways[here], transition.action]
                waiting.append(target)
    return ways.get(state)


def counting_state(resource: Resource, ignored: Sequence[str]) -> str:
    """Return the nearest state in which a row counts, where new ones wait and do not; empty when they count at once, or never."""
    if resource.initial not in ignored:
        return ""
    values = next((field.values for field in resource.fields if field.name == resource.state), ())
    ways = {state: way for state in values if state not in ignored and (way := steps_to(resource, state))}
    return min(ways, key=lambda state: len(ways[state]), default="")


def transition_bodies(resource: Resource, action: str) -> list[Body | None]:
    """Return one body a move of the action, and one for a state in which it is refused, as `planning.acceptance` writes them."""
    moves = next(transition.moves for transition in resource.transitions if transition.action == action)
    written: list[Body | None] = [_taken(resource, action, source, target) for source, target in moves]
    values = next(field.values for field in resource.fields if field.name == resource.state)
    closed = [value for value in values if value not in {source for source, _ in moves}]
    return [*written, _refused(resource, action, closed[0])] if closed else written


def _arranged(resource: Resource, state: str) -> Body | None:
    """Return the lines that make a row in a state, by the product's own steps."""
    steps = steps_to(resource, state)
    if steps is None:
        return None
    api = f"/api/{resource.path}"
    return [
        f'row = self.make("{resource.id}")',
        *(f"""self.assertEqual(self.api("POST", f"{api}/{{row['id']}}/{step}").status, 200)""" for step in steps),
    ]


def _read(resource: Resource) -> str:
    return f"""self.api("GET", f"/api/{resource.path}/{{row['id']}}").json()["{resource.state}"]"""


def _taken(resource: Resource, action: str, source: str, target: str) -> Body | None:
    arranged = _arranged(resource, source)
    return arranged and [
        *arranged,
        f"""address = f"/{resource.path}/{{row['id']}}\"""",
        f"""self.assertIn(f'action="{{address}}/{action}"', self.ask("GET", address).text)""",
        f'self.assertEqual(self.submit(address, f"{{address}}/{action}", {{}}).status, 303)',
        f"self.assertEqual({_read(resource)}, {literal(target)})",
    ]


def _refused(resource: Resource, action: str, state: str) -> Body | None:
    arranged = _arranged(resource, state)
    return arranged and [
        *arranged,
        f"""address = f"/{resource.path}/{{row['id']}}\"""",
        f"""self.assertNotIn(f'action="{{address}}/{action}"', self.ask("GET", address).text)""",
        f"""self.assertEqual(self.api("POST", f"/api{{address}}/{action}").status, 409)""",
        f"self.assertEqual({_read(resource)}, {literal(state)})",
    ]
