"""The lines of which the tests of rules are made: rows that are made, refused, led by their steps, and what is then asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.stories.lifecycles import counting_state, steps_to
from phases.sandboxed.product.stories.rule_bodies.benches import Bench, Body

# more rows than this are copied in the database instead of sent one by one
MOST_SENT = 12
DONE = {"create": 201, "delete": 204}


def mapping(*expressions: Mapping[str, str]) -> str:
    """Return a dictionary as an expression, of names and the expressions of their values."""
    merged = {name: text for mapping in expressions for name, text in mapping.items()}
    return "{" + ", ".join(f"{literal(name)}: {text}" for name, text in merged.items()) + "}"


def values_of(row: str, names: Iterable[str]) -> dict[str, str]:
    """Return expressions for values of a row that a test made."""
    return {name: f'{row}["{name}"]' for name in names}


def makes(bench: Bench, *changes: Mapping[str, str]) -> str:
    given = mapping(*changes)
    return f"self.make({bench.id}{'' if given == '{}' else f', {given}'})"


def sends(bench: Bench, *changes: Mapping[str, str]) -> str:
    given = mapping(*changes)
    return f"answer = self.send({bench.id}{'' if given == '{}' else f', {given}'})"


def answers(status: int) -> str:
    return f"self.assertEqual(answer.status, {status}, answer.text)"


def accepts(bench: Bench, *changes: Mapping[str, str]) -> Body:
    return [sends(bench, *changes), answers(201)]


def refuses(bench: Bench, status: int, *changes: Mapping[str, str], pointer: str = "") -> Body:
    """Return the lines of a row that is refused and leaves nothing behind."""
    named = [f'self.assertEqual([error["pointer"] for error in answer.json()["errors"]], ["/{pointer}"])'] if pointer else []
    return [
        f"before = self.total({bench.id})",
        sends(bench, *changes),
        answers(status),
        *named,
        f"self.assertEqual(self.total({bench.id}), before)",
    ]


def keeps(bench: Bench, row: str, status: int, *changes: Mapping[str, str]) -> Body:
    return [
        f"answer = self.replace({bench.id}, {row}, {mapping(*changes)})",
        answers(status),
        f"self.assertEqual(self.read({bench.id}, {row}), {row})",
    ]


def leads(bench: Bench, row: str, state: str, start: str = "") -> Body:
    """Return the lines that bring a row from `start`, else the initial state, into a state."""
    steps = steps_to(bench.resource, state, start) or []
    return [f"self.step({bench.id}, {row}, {', '.join(literal(step) for step in steps)})"] if steps else []


def state_of(bench: Bench, row: str) -> str:
    return f'self.read({bench.id}, {row})["{bench.resource.state}"]'


def leaving(rule: Rule, resource: Resource, start: str = "") -> str:
    return next((state for state in rule.ignored if steps_to(resource, state, start)), "")


def fills(bench: Bench, count: int, *changes: Mapping[str, str], spacing: Mapping[str, int] | None = None) -> Body:
    """Return the lines that make so many rows, by `spacing` so far apart; `row` is the last of them."""
    if count <= 0:
        return []
    number = "number" if spacing and count <= MOST_SENT else "_"
    counted = leads(bench, "row", counting_state(bench.resource, bench.rule.ignored))
    moments = bench.placed(number if number != "_" else 0, spacing or {})
    made = [f"row = {makes(bench, *changes, moments)}", *counted, *releases(bench, count)]
    if count <= MOST_SENT:
        return [f"for {number} in range({count}):", *(f"    {line}" for line in made)]
    if len(made) > 1:
        made.append(f"row = self.read({bench.id}, row)")
    return [*made, f"self.copy({bench.id}, row, {count - 1})"]


def releases(bench: Bench, count: int) -> Body:
    """Return the lines that bring a row into a state that this rule counts and a tighter one does not, where so many rows need it."""
    for other in bench.rules:
        if other.id != bench.rule.id and other.kind in ("limit", "capacity") and other.maximum is not None and other.maximum <= count:
            state = next((state for state in other.ignored if state not in bench.rule.ignored and steps_to(bench.resource, state)), "")
            if state:
                return leads(bench, "row", state)
    return []


def prepares(bench: Bench, action: str, *changes: Mapping[str, str], row: str = "row", lasting: bool = False) -> Body:
    """Return the lines that make a row with which an action can be done; `lasting`: in a state that does not expire, where there is one."""
    made, fleeting = [f"{row} = {makes(bench, *changes)}"], _fleeting(bench) if lasting else ()
    if action not in ("create", "update", "delete", "view"):
        return made + leads(bench, row, source_of(bench.resource, action, fleeting))
    stays = next((state for state in _states(bench) if state not in fleeting and steps_to(bench.resource, state) is not None), "")
    return made + (leads(bench, row, stays) if bench.resource.initial in fleeting else [])


def source_of(resource: Resource, action: str, fleeting: Iterable[str] = ()) -> str:
    """Return a state from which a step is possible and to which others lead, one that is not fleeting where it can be."""
    moves = next(transition.moves for transition in resource.transitions if transition.action == action)
    reached = [source for source, _ in moves if steps_to(resource, source) is not None]
    return next((source for source in reached if source not in fleeting), reached[0] if reached else moves[0][0])


def _fleeting(bench: Bench) -> tuple[str, ...]:
    """Return the states out of which time alone leads."""
    return tuple(state for rule in bench.rules if rule.kind == "expiry" for state in rule.states)


def _states(bench: Bench) -> tuple[str, ...]:
    return next((field.values for field in bench.resource.fields if field.name == bench.resource.state), ())


def does(bench: Bench, action: str, row: str, role: str | None = None) -> str:
    return f"answer = self.do({bench.id}, {row}, {literal(action)}{f', role={literal(role)}' if role is not None else ''})"
