"""The bodies of the acceptance tests of rules: for each case of `planning.rule_acceptance` the lines that carry it out over HTTP.

Moments are written as they are at `tests.examples.NOW`, the moment at which every test begins.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.examples import TEST_NOW
from phases.sandboxed.product.resources import Field, Resource, resources_of
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.rules import MOMENTS, rules_of
from phases.sandboxed.product.stories.lifecycles import counting_state, steps_to

Body = list[str]
DAY = samples.DAY
# more rows than this are copied in the database instead of sent one by one
MOST_SENT = 12
_NAMED = re.compile(r"(\s*)(\w+) = (self\.make\(.*)")


@dataclass(frozen=True, kw_only=True)
class Bench:
    """A rule and all that the bodies of its tests are written from."""

    model: Any
    rule: Rule
    resource: Resource
    roles: Roles
    rules: list[Rule]
    first: Mapping[str, Any]

    @property
    def id(self) -> str:
        return literal(self.resource.id)

    @property
    def api(self) -> str:
        return f"/api/{self.resource.path}"

    def field(self, name: str) -> Field:
        return next(field for field in self.resource.fields if field.name == name)

    def dated(self, name: str) -> bool:
        return self.field(name).type == "date"

    def span(self) -> float:
        return samples.span_of(self.rules, self.rule.start, self.rule.end)

    def creator(self) -> str:
        return self.roles.doing(self.resource.id, "create")

    def other(self, name: str) -> dict[str, str]:
        """Return expressions for another value of a field than that of the first row, and of what goes with it."""
        field = self.field(name)
        if field.type == "reference":
            return {} if field.required else {name: _made(field)}
        changed = samples.alternative(self.model, self.resource, name, TEST_NOW)
        return {key: literal(value) for key, value in changed.items()}

    def given(self, names: Iterable[str]) -> dict[str, str]:
        """Return expressions for those fields that a row has only when the test says so: references that may be left out."""
        return {name: _made(self.field(name)) for name in names if self.field(name).type == "reference" and not self.field(name).required}

    def timed(self, name: str, value: str) -> dict[str, str]:
        """Return expressions that put a field at a moment (an expression), its start or end with it."""
        pair = next((pair for pair in samples.pairs(self.rules) if name in pair), None)
        if pair is None or self.field(pair[0]).type not in MOMENTS:
            return {name: value}
        span = samples.span_of(self.rules, *pair)
        return {name: value, pair[1]: _later(value, span)} if name == pair[0] else {pair[0]: _later(value, -span), name: value}


def rule_bodies(model: Any, rule: Rule) -> dict[str, Body | None]:
    """Return the body of each case of a rule by the case's key."""
    resource = next(resource for resource in resources_of(model) if resource.id == rule.entity)
    bench = Bench(
        model=model,
        rule=rule,
        resource=resource,
        roles=Roles(model),
        rules=[other for other in rules_of(model) if other.entity == resource.id],
        first=samples.sample(model, resource, TEST_NOW).values,
    )
    return {key: body and _without_unused(body) for key, body in _WRITTEN[rule.kind](bench).items()}


def _without_unused(body: Body) -> Body:
    """Return the lines without names for rows of which nothing more is said."""
    tidied = []
    for place, line in enumerate(body):
        made = _NAMED.fullmatch(line)
        rest = "\n".join([*body[:place], *body[place + 1 :]])
        used = made is None or re.search(rf'(?<!["\w]){made.group(2)}(?!["\w ])', rest.replace(f"{made.group(2)} = ", ""))
        tidied.append(line if made is None or used else made.group(1) + made.group(3))
    return tidied


# -- pieces ----------------------------------------------------------------------------------------------------------------


def _made(field: Field) -> str:
    return f'self.make({literal(field.references)})["id"]'


def _later(value: str, minutes: float) -> str:
    return f"later({value}, {literal(int(minutes) if float(minutes).is_integer() else minutes)})"


def _dict(*expressions: Mapping[str, str]) -> str:
    merged = {name: text for mapping in expressions for name, text in mapping.items()}
    return "{" + ", ".join(f"{literal(name)}: {text}" for name, text in merged.items()) + "}"


def _of(row: str, names: Iterable[str]) -> dict[str, str]:
    return {name: f'{row}["{name}"]' for name in names}


def _make(bench: Bench, *changes: Mapping[str, str]) -> str:
    given = _dict(*changes)
    return f"self.make({bench.id}{'' if given == '{}' else f', {given}'})"


def _send(bench: Bench, *changes: Mapping[str, str]) -> str:
    given = _dict(*changes)
    return f"answer = self.send({bench.id}{'' if given == '{}' else f', {given}'})"


def _status(status: int) -> str:
    return f"self.assertEqual(answer.status, {status}, answer.text)"


def _accepted(bench: Bench, *changes: Mapping[str, str]) -> Body:
    return [_send(bench, *changes), _status(201)]


def _refused(bench: Bench, status: int, *changes: Mapping[str, str], pointer: str = "") -> Body:
    """Return the lines of a row that is refused and leaves nothing behind."""
    named = [f'self.assertEqual([error["pointer"] for error in answer.json()["errors"]], ["/{pointer}"])'] if pointer else []
    return [
        f"before = self.total({bench.id})",
        _send(bench, *changes),
        _status(status),
        *named,
        f"self.assertEqual(self.total({bench.id}), before)",
    ]


def _replace_refused(bench: Bench, row: str, status: int, *changes: Mapping[str, str]) -> Body:
    return [
        f"answer = self.replace({bench.id}, {row}, {_dict(*changes)})",
        _status(status),
        f"self.assertEqual(self.read({bench.id}, {row}), {row})",
    ]


def _steps(bench: Bench, row: str, state: str, start: str = "") -> Body:
    """Return the lines that bring a row from `start`, else the initial state, into a state."""
    steps = steps_to(bench.resource, state, start) or []
    return [f"self.step({bench.id}, {row}, {', '.join(literal(step) for step in steps)})"] if steps else []


def _state_of(bench: Bench, row: str) -> str:
    return f'self.read({bench.id}, {row})["{bench.resource.state}"]'


def _left(rule: Rule, resource: Resource, start: str = "") -> str:
    return next((state for state in rule.ignored if steps_to(resource, state, start)), "")


# -- values ----------------------------------------------------------------------------------------------------------------


def _required(bench: Bench) -> dict[str, Body | None]:
    name = bench.rule.attribute
    missing = [
        f"before = self.total({bench.id})",
        f'answer = self.send({bench.id}, without="{name}")',
        _status(422),
        f'self.assertIn("/{name}", [error["pointer"] for error in answer.json()["errors"]])',
        f"self.assertEqual(self.total({bench.id}), before)",
    ]
    return {"given": _accepted(bench), "missing": missing}


def _unique(bench: Bench) -> dict[str, Body | None]:
    names = bench.rule.attributes
    partners = [name for pair in samples.pairs(bench.rules) if set(pair) & set(names) for name in pair]
    same, given = _of("first", dict.fromkeys([*names, *partners])), bench.given(names)
    return {
        "other": [_make(bench, given), *_accepted(bench)],
        "equal": [f"first = {_make(bench, given)}", *_refused(bench, 409, same)],
        "changed": [f"first = {_make(bench, given)}", f"second = {_make(bench)}", *_replace_refused(bench, "second", 409, same)],
    }


def _bound(bench: Bench) -> dict[str, Body | None]:
    name, found = bench.rule.attribute, {}
    whole = bench.field(name).type == "integer"
    for inside, outside, limit, step, rounded in (
        ("lowest", "below", bench.rule.minimum, -1, math.ceil),
        ("highest", "above", bench.rule.maximum, 1, math.floor),
    ):
        if limit is not None:
            value = rounded(limit) if whole else limit
            found[inside] = _accepted(bench, {name: literal(value)})
            found[outside] = _refused(bench, 422, {name: literal(value + step)}, pointer=name)
    return found


def _chronology(bench: Bench) -> dict[str, Body | None]:
    start, end = bench.rule.start, bench.rule.end
    same = literal(bench.first[start])
    earlier = _later(f'row["{start}"]', -DAY) if bench.field(start).type in MOMENTS else f'row["{start}"] - 1'
    return {
        "after": _accepted(bench),
        "same": _refused(bench, 422, {start: same, end: same}, pointer=end),
        "before": [f"row = {_make(bench)}", *_replace_refused(bench, "row", 422, {end: earlier})],
    }


def _duration(bench: Bench) -> dict[str, Body | None]:
    start, end, found = bench.rule.start, bench.rule.end, {}
    begun, unit = literal(bench.first[start]), DAY if bench.dated(end) else 1
    for inside, outside, limit, step in (("shortest", "shorter", bench.rule.minimum, -unit), ("longest", "longer", bench.rule.maximum, unit)):
        if limit:
            found[inside] = _accepted(bench, {start: begun, end: _later(begun, limit)})
            found[outside] = _refused(bench, 422, {start: begun, end: _later(begun, limit + step)}, pointer=end)
    return found


# -- what does not fit -----------------------------------------------------------------------------------------------------


def _no_overlap(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    span, unit = bench.span(), DAY if bench.dated(rule.start) else 1
    first = f"first = {_make(bench, bench.given(rule.scope))}"
    same, stays, ends = _of("first", rule.scope), _of("first", (rule.start, rule.end)), f'first["{rule.end}"]'
    after = {rule.start: ends, rule.end: _later(ends, span)}
    inside = {rule.start: _later(ends, -unit), rule.end: _later(ends, span - unit)}
    found: dict[str, Body | None] = {
        "touching": [first, *_accepted(bench, same, after)],
        "overlapping": [first, *_refused(bench, 409, same, inside)],
        "moved": [first, f"second = {_make(bench, same, after)}", *_replace_refused(bench, "second", 409, inside)],
    }
    if rule.scope:
        changed = next((name for name in rule.scope if bench.field(name).required and bench.field(name).references), rule.scope[0])
        kept = _of("first", (name for name in rule.scope if name != changed))
        found["elsewhere"] = [first, *_accepted(bench, kept, bench.other(changed), stays)]
    if state := _left(rule, bench.resource):
        found["freed"] = [first, *_steps(bench, "first", state), *_accepted(bench, same, stays)]
    return found


def _filled(bench: Bench, count: int, *changes: Mapping[str, str]) -> Body:
    """Return the lines that make so many rows; `row` is the last of them."""
    if count <= 0:
        return []
    counted = _steps(bench, "row", counting_state(bench.resource, bench.rule.ignored))
    made = [f"row = {_make(bench, *changes)}", *counted, *_released(bench, count)]
    if count <= MOST_SENT:
        return [f"for _ in range({count}):", *(f"    {line}" for line in made)]
    if len(made) > 1:
        made.append(f"row = self.read({bench.id}, row)")
    return [*made, f"self.copy({bench.id}, row, {count - 1})"]


def _released(bench: Bench, count: int) -> Body:
    """Return the lines that bring a row into a state that this rule counts and a tighter one does not, where so many rows need it."""
    for other in bench.rules:
        if other.id != bench.rule.id and other.kind in ("limit", "capacity") and other.maximum is not None and other.maximum <= count:
            state = next((state for state in other.ignored if state not in bench.rule.ignored and steps_to(bench.resource, state)), "")
            if state:
                return _steps(bench, "row", state)
    return []


def _capacity(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    target = bench.field(rule.reference).references
    size, made = int(rule.maximum or 0), f"place = self.make({literal(target)})"
    if rule.attribute:
        about = [other for other in rules_of(bench.model) if other.entity == target]
        size = max(1, math.ceil(samples.bounds(about, rule.attribute)[0] or 1))
        made = f"place = self.make({literal(target)}, {_dict({rule.attribute: literal(size)})})"
    there = {rule.reference: 'place["id"]'}
    elsewhere = {} if bench.field(rule.reference).required else {rule.reference: _made(bench.field(rule.reference))}
    full = [made, *_filled(bench, size, there)]
    found: dict[str, Body | None] = {
        "fits": [made, *_filled(bench, size - 1, there), *_placed(bench, there)],
        "full": [*full, *_placed(bench, there, refused=True)],
        "elsewhere": [*full, *_placed(bench, elsewhere)],
    }
    counted = counting_state(bench.resource, rule.ignored)
    if state := _left(rule, bench.resource, counted):
        found["freed"] = [*full, *_steps(bench, "row", state, counted), *_placed(bench, there)]
    return found


def _placed(bench: Bench, where: Mapping[str, str], *, refused: bool = False) -> Body:
    """Return the lines in which one more row takes a place, or finds none: by being sent, or by the step out of the queue."""
    steps = steps_to(bench.resource, counting_state(bench.resource, bench.rule.ignored)) or []
    if not steps:
        return _refused(bench, 409, where) if refused else _accepted(bench, where)
    waiting = [f"late = {_make(bench, where)}", *([f"self.step({bench.id}, late, {', '.join(map(literal, steps[:-1]))})"] if steps[:-1] else [])]
    if not refused:
        return [*waiting, _do(bench, steps[-1], "late"), _status(200)]
    kept = f"self.assertEqual(self.read({bench.id}, late), late)"
    return [*waiting, f"late = self.read({bench.id}, late)", _do(bench, steps[-1], "late"), _status(409), kept]


def _limit(bench: Bench) -> dict[str, Body | None]:
    rule, count = bench.rule, int(bench.rule.maximum or 0)
    role = literal(bench.creator())
    head = [f"self.sign_in({role})", "self.change_accounts = False"]
    same: dict[str, str] = {}
    if rule.per and rule.per != ACCOUNT:
        references = bench.field(rule.per).references
        head.append(f'whose = self.make({literal(references)})["id"]' if references else f"whose = {literal(bench.first[rule.per])}")
        same[rule.per] = "whose"
    when = [_in_period(bench, number) for number in range(count + 1)]
    full = [*head, *_rows_at(bench, same, when[:count])]
    found: dict[str, Body | None] = {
        "within": [*head, *_rows_at(bench, same, when[: count - 1]), *_accepted(bench, same, when[count - 1])],
        "over": [*full, *_refused(bench, 409, same, when[count])],
    }
    if rule.per == ACCOUNT:
        sent = _accepted(bench, when[count])
        found["another"] = [*full, f"with self.another_account({role}):", *(f"    {line}" for line in sent)]
    elif rule.per:
        found["another"] = [*full, *_accepted(bench, bench.other(rule.per), when[count])]
    if rule.period:
        found["next"] = [*full, *_next_period(bench, same)]
    if state := _left(rule, bench.resource):
        found["freed"] = [*full, *_steps(bench, "row", state), *_accepted(bench, same, when[count])]
    return found


def _in_period(bench: Bench, number: int) -> dict[str, str]:
    """Return expressions for the moment of the row with this number: all in one period, side by side where they may not overlap."""
    rule = bench.rule
    if not (rule.on and rule.period):
        return {}
    apart = max(samples.apart_by_overlap(bench.rules, bench.resource), _shorter_period(bench))
    return bench.timed(rule.on, literal(samples.later(bench.first[rule.on], number * apart)))


def _shorter_period(bench: Bench) -> int:
    """Return how many minutes rows have to lie apart for a limit in a shorter period, 0 where there is none that is tighter."""
    rule, length = bench.rule, samples.PERIOD_MINUTES
    others = [other for other in bench.rules if other.kind == "limit" and other.id != rule.id and other.on == rule.on and other.period]
    tighter = [other for other in others if length[other.period] < length[rule.period] and other.maximum <= rule.maximum]
    return max((length[other.period] for other in tighter), default=0)


def _rows_at(bench: Bench, same: Mapping[str, str], when: list[dict[str, str]]) -> Body:
    """Return the lines that make one row at each moment; `row` is the last of them."""
    if all(moment == when[0] for moment in when):
        return _filled(bench, len(when), same, *when[:1])
    return [line for moment in when for line in (f"row = {_make(bench, same, moment)}", *_released(bench, len(when)))]


def _next_period(bench: Bench, same: Mapping[str, str]) -> Body:
    """Return the lines that send a row of the next period; the clock goes on with it where rows may not lie too far ahead."""
    rule, minutes = bench.rule, samples.PERIOD_MINUTES[bench.rule.period]
    if not rule.on:
        return [f"self.go_on({minutes})", *_accepted(bench, same)]
    following = bench.timed(rule.on, literal(samples.later(bench.first[rule.on], minutes)))
    ahead = samples.window(bench.rules, rule.on)[1]
    return [*([f"self.go_on({minutes})"] if ahead is not None else []), *_accepted(bench, same, following)]


def _ready(bench: Bench, action: str, *changes: Mapping[str, str], row: str = "row", lasting: bool = False) -> Body:
    """Return the lines that make a row with which an action can be done; `lasting`: in a state that does not expire, where there is one."""
    made, fleeting = [f"{row} = {_make(bench, *changes)}"], _fleeting(bench) if lasting else ()
    if action not in ("create", "update", "delete", "view"):
        return made + _steps(bench, row, _source(bench.resource, action, fleeting))
    stays = next((state for state in _states(bench) if state not in fleeting and steps_to(bench.resource, state) is not None), "")
    return made + (_steps(bench, row, stays) if bench.resource.initial in fleeting else [])


def _source(resource: Resource, action: str, fleeting: Iterable[str] = ()) -> str:
    """Return a state from which a step is possible and to which others lead, one that is not fleeting where it can be."""
    moves = next(transition.moves for transition in resource.transitions if transition.action == action)
    reached = [source for source, _ in moves if steps_to(resource, source) is not None]
    return next((source for source in reached if source not in fleeting), reached[0] if reached else moves[0][0])


def _fleeting(bench: Bench) -> tuple[str, ...]:
    """Return the states out of which time alone leads."""
    return tuple(state for rule in bench.rules if rule.kind == "expiry" for state in rule.states)


def _states(bench: Bench) -> tuple[str, ...]:
    return next((field.values for field in bench.resource.fields if field.name == bench.resource.state), ())


def _do(bench: Bench, action: str, row: str, role: str | None = None) -> str:
    return f"answer = self.do({bench.id}, {row}, {literal(action)}{f', role={literal(role)}' if role is not None else ''})"


DONE = {"create": 201, "delete": 204}


def _lead(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    found: dict[str, Body | None] = {}
    limits = (("late", rule.minimum, -1), ("early", rule.maximum, 1))
    if rule.action == "create":
        found["in_time"] = _accepted(bench)
        for key, limit, side in limits:
            if limit is not None:
                found[key] = _refused(bench, 409, bench.timed(rule.attribute, _off(bench, limit, side)))
        return found
    ready = _ready(bench, rule.action, lasting=True)
    found["in_time"] = [*ready, _do(bench, rule.action, "row"), _status(DONE.get(rule.action, 200))]
    for key, limit, side in limits:
        if limit is not None:
            off = limit + side * min(30, limit / 2 or 30)
            moved = f'self.go_before(row["{rule.attribute}"], {literal(off)})'
            found[key] = [*ready, "row = " + f"self.read({bench.id}, row)", moved, _do(bench, rule.action, "row"), _status(409),
                          f"self.assertEqual(self.read({bench.id}, row), row)"]  # fmt: skip
    return found


def _off(bench: Bench, limit: float, side: int) -> str:
    """Return a moment that lies a little too near (-1) or too far (1)."""
    name, room = bench.rule.attribute, min(30, limit / 2 or 30)
    if bench.dated(name):
        # the first second of the day that lies next on that side
        near = samples.later(TEST_NOW.date().isoformat(), 0 if limit < DAY else math.floor(limit / DAY) * DAY)
        return literal(near if side < 0 else samples.later(near, 2 * DAY))
    return literal(samples.later(TEST_NOW.strftime("%Y-%m-%dT%H:%M:%SZ"), math.floor(limit + side * room)))


# -- who may ---------------------------------------------------------------------------------------------------------------


def _access(bench: Bench) -> dict[str, Body | None]:
    rule, found = bench.rule, {}
    for action in rule.actions:
        for role in bench.roles.names:
            may = role in rule.roles
            found[f"{'may' if may else 'not'} {action} {role}"] = _tried(bench, action, role, DONE.get(action, 200) if may else 403)
        if not set(bench.roles.names) - set(rule.roles):
            found[f"not {action}"] = _tried(bench, action, "", 401)
    return found


def _tried(bench: Bench, action: str, role: str, status: int, *changes: Mapping[str, str]) -> Body:
    """Return the lines in which a role tries something with a row, its own where it sees no others; refused, nothing may have changed."""
    if action == "create":
        lines = [_do(bench, "create", "None", role), _status(status)]
        if status < 400:
            return lines
        return [f"before = self.total({bench.id})", *lines, f"self.assertEqual(self.total({bench.id}), before)"]
    ready = _ready(bench, action, *changes)
    if role and not bench.roles.sees_all(role, bench.resource.id):
        ready = [f"with self.signed_in({literal(role)}):", *(f"    {line}" for line in ready)]
    lines = [*ready, *([f"row = self.read({bench.id}, row)"] if status >= 400 else []), _do(bench, action, "row", role), _status(status)]
    return [*lines, f"self.assertEqual(self.read({bench.id}, row), row)"] if status >= 400 else lines


def _approval(bench: Bench) -> dict[str, Body | None]:
    rule = bench.rule
    limited = bool(rule.attribute) and rule.above is not None
    over: dict[str, str] = {rule.attribute: literal(rule.above + 1)} if limited else {}
    small: dict[str, str] = {rule.attribute: literal(rule.above)} if limited else {}
    found: dict[str, Body | None] = {"nobody": _tried(bench, rule.action, "", 401, over)}
    for role in bench.roles.names:
        if role in rule.roles:
            found[f"by {role}"] = _tried(bench, rule.action, role, 200, over)
        else:
            found[f"not {role}"] = _tried(bench, rule.action, role, 403, over)
            found[f"small {role}"] = _tried(bench, rule.action, role, 200, small)
    return found


def _visibility(bench: Bench) -> dict[str, Body | None]:
    found: dict[str, Body | None] = {}
    listed = f'[row["id"] for row in self.api("GET", "{bench.api}?limit=100").json()["items"]]'
    for role in bench.rule.roles:
        mine = [f"self.sign_in({literal(role)})", f"row = {_make(bench)}"]
        found[f"own {role}"] = [
            *mine,
            f'self.assertIn(row["id"], {listed})',
            f"self.assertEqual(self.read({bench.id}, row, role={literal(role)}), row)",
        ]
        foreign = [f"with self.another_account({literal(bench.creator())}):", f"    row = {_make(bench)}", f"self.sign_in({literal(role)})"]
        address = f"f\"{bench.api}/{{row['id']}}\""
        found[f"hidden {role}"] = [
            *foreign,
            f'self.assertNotIn(row["id"], {listed})',
            f'self.assertEqual(self.api("GET", {address}).status, 404)',
            f"""self.assertEqual(self.ask("GET", f"/{bench.resource.path}/{{row['id']}}").status, 404)""",
        ]
        found[f"kept {role}"] = [
            f"with self.another_account({literal(bench.creator())}) as other:",
            f"    row = {_make(bench)}",
            f'answer = self.do({bench.id}, row, "update", role={literal(role)})',
            _status(404),
            f"with self.another_account({literal(bench.creator())}, other):",
            f"    self.assertEqual(self.read({bench.id}, row, role={literal(bench.creator())}), row)",
        ]
    return found


# -- order and time --------------------------------------------------------------------------------------------------------


def _queue(bench: Bench) -> dict[str, Body | None]:
    rule, action = bench.rule, bench.rule.action
    given, same = bench.given(rule.scope), _of("first", rule.scope)
    earlier, later = ({}, {}) if not rule.on else _two(bench, rule.on)
    first = _ready(bench, action, given, earlier, row="first")
    second = _ready(bench, action, same, later, row="second")
    served = lambda row: [_do(bench, action, row), _status(DONE.get(action, 200))]  # noqa: E731
    found: dict[str, Body | None] = {
        "first": [*first, *second, *served("first")],
        "then": [*first, *second, *served("first"), *served("second")],
        "pushed": [
            *first,
            *second,
            f"second = self.read({bench.id}, second)",
            _do(bench, action, "second"),
            _status(409),
            f"self.assertEqual(self.read({bench.id}, second), second)",
        ],
    }
    if rule.scope:
        changed = next((name for name in rule.scope if bench.field(name).references), rule.scope[0])
        kept = _of("first", (name for name in rule.scope if name != changed))
        found["elsewhere"] = [*first, *_ready(bench, action, kept, bench.other(changed), later, row="other"), *served("other")]
    return found


def _two(bench: Bench, name: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return expressions for two values of a field, the smaller first."""
    value = bench.first[name]
    if bench.field(name).type in MOMENTS:
        return bench.timed(name, literal(value)), bench.timed(name, literal(samples.later(value, DAY)))
    other = samples.alternative(bench.model, bench.resource, name, TEST_NOW)[name]
    return {name: literal(min(value, other))}, {name: literal(max(value, other))}


def _expiry(bench: Bench) -> dict[str, Body | None]:
    rule, minutes, found = bench.rule, bench.rule.minutes or 0, {}
    since = f'row["{rule.attribute}"]' if rule.attribute else "made"
    short = DAY if rule.attribute and bench.dated(rule.attribute) and minutes >= DAY else min(30, minutes / 2)
    for state in rule.states:
        if steps_to(bench.resource, state) is None:
            continue
        ready = [*([] if rule.attribute else ["made = self.now()"]), f"row = {_make(bench)}", *_steps(bench, "row", state)]
        found[f"before {state}"] = [
            *ready,
            f"self.go_after({since}, {literal(minutes - short)})",
            f"self.assertEqual({_state_of(bench, 'row')}, {literal(state)})",
        ]
        found[f"after {state}"] = [
            *ready,
            f"self.go_after({since}, {literal(minutes + 1)})",
            f"self.assertEqual({_state_of(bench, 'row')}, {literal(rule.target)})",
        ]
    return found


def _reminder(bench: Bench) -> dict[str, Body | None]:
    rule, minutes = bench.rule, bench.rule.minutes or 0
    role = next(iter(rule.roles), bench.roles.doing(bench.resource.id, "view"))
    ready = [f"self.sign_in({literal(role)})", f"row = {_make(bench)}"]
    near = f'self.go_before(row["{rule.attribute}"], {literal(minutes - min(30, minutes / 2))})'
    due = f'[entry["id"] for entry in self.api("GET", "/api/due").json()["items"] if entry["rule"] == {literal(rule.id)}]'
    link = f"""f'href="/{bench.resource.path}/{{row["id"]}}"'"""
    found: dict[str, Body | None] = {
        "due": [
            *ready,
            near,
            f'self.assertIn(row["id"], {due})',
            f'self.assertIn({link}, self.ask("GET", "/due").text)',
            f'self.assertIn({link}, self.ask("GET", "/").text)',
        ],
        "early": [
            *ready,
            f'self.go_before(row["{rule.attribute}"], {literal(minutes + (2 * DAY if bench.dated(rule.attribute) else 60))})',
            f'self.assertNotIn(row["id"], {due})',
        ],
    }
    if state := _left(rule, bench.resource):
        found["done"] = [*ready, near, *_steps(bench, "row", state), f'self.assertNotIn(row["id"], {due})']
    for other in bench.roles.names:
        found[f"not {other}"] = [*ready, near, f"self.sign_in({literal(other)})", f'self.assertNotIn(row["id"], {due})']
    return found


_WRITTEN: dict[str, Callable[[Bench], dict[str, Body | None]]] = {
    "required": _required,
    "unique": _unique,
    "bound": _bound,
    "chronology": _chronology,
    "duration": _duration,
    "no_overlap": _no_overlap,
    "capacity": _capacity,
    "limit": _limit,
    "lead": _lead,
    "access": _access,
    "approval": _approval,
    "visibility": _visibility,
    "queue": _queue,
    "expiry": _expiry,
    "reminder": _reminder,
}
