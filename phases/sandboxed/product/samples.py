"""Rows that the rules allow: valid input for a resource, and how it has to differ from row to row.

Used by the writers of the product's tests, and by whoever fills a started product. Moments count from a given `now`.
References are not in it: the rows that they name have to be made first; a new one each time satisfies every rule about them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.product.resources import Field, Resource, resources_of
from phases.sandboxed.product.rules import MOMENTS, NUMBERS, rules_about, rules_of, target_of
from phases.sandboxed.product.values import example

HOUR, DAY = 60, 24 * 60
_SHIFTS = (DAY, HOUR, -HOUR, 1)
PERIOD_MINUTES = {"day": DAY, "week": 7 * DAY, "month": 31 * DAY, "year": 366 * DAY}
MOST_CHOICES = 100
# what holds a sum has room for so much, and where so many rows fit into a sum they need not lie apart
ROOM, MANY = 1_000_000, 20


@dataclass(frozen=True, kw_only=True)
class Sample:
    """Valid input of one resource: the values of the first row, and by field how the next row's differs.

    A step is `("text",)` for a running number, `("number", 1)` for so much more, `("minutes", 60)` for so much later,
    and `("choice", values)` for the next of some values.
    """

    values: Mapping[str, Any]
    steps: Mapping[str, tuple[Any, ...]]

    def row(self, number: int) -> dict[str, Any]:
        """Return the input of the row with this number, counted from 0."""
        return {name: varied(value, self.steps[name], number) if name in self.steps else value for name, value in self.values.items()}


def sample(model: Any, resource: Resource, now: datetime.datetime, *, new_accounts: bool = False) -> Sample:
    """Return valid input of a resource for rows that are made at `now` or some minutes later.

    With `new_accounts` whoever makes the rows goes on with another account where a limit is used up, so that they need not lie apart for it.
    """
    rules, holding = rules_about(model, resource), _holding(model, resource)
    values: dict[str, Any] = {field.name: _plain(field, rules, holding) for field in resource.inputs if field.type != "reference"}
    values.update(_times(resource, rules, now))
    apart = [
        rule
        for rule in rules
        if not (new_accounts and rule.kind in ("limit", "total") and rule.per == ACCOUNT and window(rules, rule.on)[1] is not None)
    ]
    return Sample(values=values, steps=_steps(resource, rules, values, apart))


def samples(model: Any, now: datetime.datetime, *, new_accounts: bool = False) -> dict[str, Sample]:
    """Return a sample by resource id."""
    return {resource.id: sample(model, resource, now, new_accounts=new_accounts) for resource in resources_of(model)}


def alternative(model: Any, resource: Resource, name: str, now: datetime.datetime) -> dict[str, Any]:
    """Return another value for a field of the first row, beside what has to change with it for the rules' sake."""
    rules = rules_about(model, resource)
    field, values = next(field for field in resource.inputs if field.name == name), sample(model, resource, now).values
    if field.type in MOMENTS:
        group = next((pair for pair in pairs(rules) if name in pair), (name,))
        shift = next((minutes for minutes in _SHIFTS if all(_fits(values[other], minutes, window(rules, other), now) for other in group)), DAY)
        return {other: later(values[other], shift) for other in group}
    if field.type not in NUMBERS:
        return {name: example(field, second=True)}
    lowest, highest = bounds(rules, name)
    tried = (example(field, second=True), *(values[name] + change for change in (1, -1, 0.5, -0.5)))
    fitting = (value for value in tried if value != values[name] and (lowest is None or value >= lowest) and (highest is None or value <= highest))
    return {name: next(fitting, values[name])}


def _fits(value: str, minutes: float, allowed: tuple[float, float | None], now: datetime.datetime) -> bool:
    """Tell whether a moment that is put later still lies within what the rules leave."""
    ahead = minutes_ahead(later(value, minutes), now)
    return allowed[0] <= ahead and (allowed[1] is None or ahead <= allowed[1])


def minutes_ahead(value: str, now: datetime.datetime) -> float:
    """Return how many minutes a date or a moment lies after `now`."""
    moment = datetime.datetime.fromisoformat(value)
    return ((moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)) - now) / datetime.timedelta(minutes=1)


def bounds(rules: list[Rule], name: str) -> tuple[float | None, float | None]:
    """Return the lowest and the highest value that the rules leave an attribute: those of kind `bound`, and what a sum may come to."""
    about = [rule for rule in rules if rule.kind in ("bound", "total") and rule.attribute == name]
    lowest = max((rule.minimum for rule in about if rule.minimum is not None), default=None)
    highest = min((rule.maximum for rule in about if rule.maximum is not None), default=None)
    return lowest, highest


def rows_an_account(model: Any, resource: Resource) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Return for each rule that limits it how many rows one account may make of a resource, with equal values in which fields."""
    rules, fields = rules_about(model, resource), {field.name: field for field in resource.inputs}
    about = [rule for rule in rules if rule.per == ACCOUNT]
    return tuple((count, rule.scope) for rule in about if (count := fitting(rule, rules, fields)) is not None)


def fitting(rule: Rule, rules: list[Rule], fields: Mapping[str, Field]) -> int | None:
    """Return how many rows with the sample's values a limit or a total with a figure lets be; None for other rules."""
    if rule.maximum is None or rule.kind not in ("limit", "total"):
        return None
    return int(rule.maximum) if rule.kind == "limit" else max(1, int(rule.maximum // (_plain(fields[rule.attribute], rules) or 1)))


def varied(value: Any, step: tuple[Any, ...], number: int) -> Any:
    """Return what a value becomes in the row with this number."""
    if value is None or number == 0:
        return value
    kind = step[0]
    if kind == "text":
        return f"{value} {number + 1}"
    if kind == "number":
        return value + number * step[1]
    if kind == "minutes":
        return later(value, number * step[1])
    return step[1][(step[1].index(value) + number) % len(step[1])]


def later(value: str, minutes: float) -> str:
    """Return a date or a moment so many minutes later (whole days for a date)."""
    if len(value) == 10:
        return (datetime.date.fromisoformat(value) + datetime.timedelta(days=math.ceil(minutes / DAY))).isoformat()
    return _text(datetime.datetime.fromisoformat(value) + datetime.timedelta(minutes=minutes))


def _text(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _holding(model: Any, resource: Resource) -> frozenset[str]:
    """Return the attributes of a resource within which the values of other rows have to add up."""
    by_id = {other.id: other for other in resources_of(model)}
    totals = [rule for rule in rules_of(model) if rule.within]
    return frozenset(rule.within for rule in totals if target_of(rule, by_id[rule.entity], model).id == resource.id)


def _plain(field: Field, rules: list[Rule], holding: frozenset[str] = frozenset()) -> Any:
    """Return an example value within the bounds of its field, below what somebody has to approve, small where it is summed up."""
    value = ROOM if field.name in holding else example(field)
    if field.type not in NUMBERS:
        return value
    if any(rule.kind == "total" and rule.attribute == field.name for rule in rules):
        value = 1
    lowest, highest = bounds(rules, field.name)
    if lowest is not None and value < lowest:
        value = lowest
    if highest is not None and value > highest:
        value = highest
    return math.ceil(value) if field.type == "integer" else float(value)


def window(rules: list[Rule], name: str) -> tuple[float, float | None]:
    """Return how many minutes ahead an attribute's moment may lie, so that everything can be done with a new row.

    Where the rules of different actions leave no time for all of them, those for making the row win.
    """
    about = [rule for rule in rules if rule.kind == "lead" and rule.attribute == name]
    found = _window(about)
    return found if found[1] is None or found[0] <= found[1] else _window([rule for rule in about if rule.action == "create"])


def _window(about: list[Rule]) -> tuple[float, float | None]:
    least = max((rule.minimum for rule in about if rule.minimum is not None), default=0)
    return least, min((rule.maximum for rule in about if rule.maximum is not None), default=None)


def span_of(rules: list[Rule], start: str, end: str) -> float:
    """Return how many minutes lie between a start and an end in a row that the rules allow."""
    about = [rule for rule in rules if rule.kind == "duration" and (rule.start, rule.end) == (start, end)]
    shortest, longest = _window(about)
    span = max(shortest, HOUR)
    return min(span, longest) if longest is not None else span


def _times(resource: Resource, rules: list[Rule], now: datetime.datetime) -> dict[str, str]:
    """Return a date or moment for each field that is one: near enough for the rules, every end after its start."""
    timed = [field for field in resource.inputs if field.type in MOMENTS]
    kinds = {field.name: field.type for field in timed}
    found = {field.name: _ahead(field, rules, now) for field in timed}
    for start, end in pairs(rules):
        if start not in found or end not in found:
            continue
        if window(rules, end) != (0, None) and window(rules, start) == (0, None):
            found[start] = later(found[end], -span_of(rules, start, end) - (DAY if kinds[start] == "date" else 0))
        found[end] = later(found[start] if kinds[start] == kinds[end] else found[end], span_of(rules, start, end))
    return found


def pairs(rules: list[Rule]) -> list[tuple[str, str]]:
    """Return the (start, end) attributes of which the rules speak, each once."""
    return list(dict.fromkeys((rule.start, rule.end) for rule in rules if rule.start))


def _ahead(field: Field, rules: list[Rule], now: datetime.datetime) -> str:
    least, most = window(rules, field.name)
    if (least, most) == (0, None):
        # not before what has to lie ahead
        least = max((rule.minimum or 0 for rule in rules if rule.kind == "lead"), default=0)
    wanted = least + DAY if most is None or least + DAY + HOUR <= most else (least + most) / 2
    moment = now + datetime.timedelta(minutes=wanted)
    if field.type == "date":
        # a date counts from its first second
        first = moment.date() if moment.time() == datetime.time() else moment.date() + datetime.timedelta(days=1)
        return first.isoformat()
    full = moment.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)
    return _text(full if most is None or (full - now) / datetime.timedelta(minutes=1) < most else moment)


def _steps(resource: Resource, rules: list[Rule], values: Mapping[str, Any], counted: list[Rule]) -> dict[str, tuple[Any, ...]]:
    """Return by field how rows differ; the moments lie as far apart as the `counted` rules want."""
    fields = {field.name: field for field in resource.inputs}
    steps: dict[str, tuple[Any, ...]] = {}
    for rule in rules:
        if rule.kind == "unique":
            # by a value of its own where there is one: rows that refer to the same have to differ too
            name = next((name for name in rule.attributes if name in values and fields[name].type not in MOMENTS), None)
            if name is None and not _new_each_time(fields, rule.attributes):
                name = next((name for name in rule.attributes if name in values), None)
            if name:
                steps.setdefault(name, _step(fields[name], rules))
        elif rule.kind in ("limit", "total") and not _new_each_time(fields, (rule.per, *rule.scope)):
            steps |= {
                name: _step(fields[name], rules) for name in (rule.per, *rule.scope) if name in values and fields[name].type in ("text", "enum")
            }
    apart = max((apart_for(rule, fields, rules) for rule in counted), default=0)
    if apart:
        steps.update({name: ("minutes", apart) for name in values if fields[name].type in MOMENTS})
    return steps


def _new_each_time(fields: Mapping[str, Field], names: tuple[str, ...]) -> bool:
    """Tell whether one of the attributes refers to a row that is made anew for each row."""
    return any(name in fields and fields[name].type == "reference" and fields[name].required for name in names)


def apart_by_overlap(rule: Rule, rules: list[Rule]) -> int:
    """Return how many minutes rows that a rule compares have to lie apart so that they do not overlap."""
    return math.ceil((span_of(rules, rule.start, rule.end) + HOUR) / HOUR) * HOUR


def apart_for(rule: Rule, fields: Mapping[str, Field], rules: list[Rule]) -> int:
    """Return how many minutes two rows have to lie apart for a rule's sake, 0 when they need not."""
    if rule.kind == "no_overlap" and not _new_each_time(fields, rule.scope):
        return apart_by_overlap(rule, rules)
    if rule.kind in ("limit", "total") and rule.period and rule.on and not _new_each_time(fields, (rule.per, *rule.scope)):
        count = fitting(rule, rules, fields)
        return 0 if rule.kind == "total" and (count is None or count >= MANY) else PERIOD_MINUTES[rule.period]
    return 0


def _step(field: Field, rules: list[Rule]) -> tuple[Any, ...]:
    if field.type == "text":
        return ("text",)
    if field.type in NUMBERS:
        lowest, highest = bounds(rules, field.name)
        if lowest is not None and highest is not None:
            return ("choice", tuple(range(math.ceil(lowest), math.floor(min(highest, lowest + MOST_CHOICES)) + 1)))
        return ("number", 1 if highest is None else -1)
    if field.type in MOMENTS:
        return ("minutes", DAY)
    return ("choice", field.values if field.type == "enum" else (False, True))
