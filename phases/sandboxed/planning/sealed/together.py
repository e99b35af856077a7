"""Rows of one script that a rule counts or adds up together: of one account or value, of equal scope, all within one period."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable, account
from phases.sandboxed.planning.sealed.moments import DAY, HOUR, PERIODS, Calendar, value
from phases.sandboxed.planning.sealed.scripts import MOST_ROWS, Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain

EVENING = 11 * HOUR  # from noon on, rows of one day begin within so many minutes
DAYS_LEFT = {"week": 3, "month": 14, "year": 14}


class Rows:
    """`filling` are the values of the rows that leave no room, one mapping a row, and `more` those of a row that is too much."""

    def __init__(self, rule: Rule, world: World, filling: list[dict[str, Any]], more: Mapping[str, Any], *, role: str = ""):
        self.script = Script(world)
        self._rule, self._thing, self._filling, self._more = rule, world.thing(rule.entity), filling, dict(more)
        self._role = role or world.cast.maker(rule.entity, next((name for name in rule.roles if name in world.cast.may(rule.entity, "create")), ""))
        self._calendar = Calendar(self._thing, world.rules)
        self._shared: dict[str, Any] = {}
        self._number = 0
        if len(filling) > MOST_ROWS:
            raise Uncheckable(f"{len(filling)} rows are more than a check makes")

    def share(self, **values: Any) -> None:
        """Let all rows have these values."""
        self._shared |= values

    def fill(self) -> Row:
        """Make as many rows as are allowed; return the last."""
        last = None
        for values in self._filling:
            last = self.add(values)
            self._shared = {name: last.values[name] for name in self._alike() if name in last.values} | self._shared
        if last is None:
            raise Uncheckable("the rule allows no row at all")
        return last

    def add(self, values: Mapping[str, Any] | None = None, *, owner: str = "", shift: int = 0) -> Row:
        """Make one more, that counts."""
        given = self._given(shift, self._more if values is None else values)
        return self.script.counted(self.script.row(self._thing.id, given=given, owner=owner or self._role), self._rule)

    def add_one_too_many(self) -> None:
        """Have one more refused."""
        self.script.refused(self._rule, given=self._given(0, self._more), owner=self._role)

    def add_for_another(self) -> Row:
        """Make one that counts for another account, or another value."""
        if self._rule.per == ACCOUNT:
            return self.add(owner=account(self._role, 1))
        self._shared.pop(plain(self._rule.per), None)
        return self.add()

    def add_elsewhere(self) -> Row:
        """Make one of the same account or value that is of another scope."""
        for name in self._rule.scope:
            self._shared.pop(plain(name), None)
        return self.add()

    def reaches_the_next_period(self) -> bool:
        """Whether the rules let a row lie so far ahead."""
        on = plain(self._rule.on)
        return not on or self._calendar.row(0)[on] + PERIODS[self._rule.period] + DAY <= self._calendar.lead(on)[1]

    def add_in_the_next_period(self) -> Row:
        ahead = PERIODS[self._rule.period]
        if not self._rule.on:
            self.script.wait(ahead)
        return self.add(shift=ahead)

    def _alike(self) -> tuple[str, ...]:
        return tuple(plain(name) for name in (self._rule.per, *self._rule.scope) if name and name != ACCOUNT)

    def _given(self, shift: int, values: Mapping[str, Any]) -> dict[str, Any]:
        given = {**self._shared, **values, **self._moments(shift)}
        self._number += 1
        return given

    def _moments(self, shift: int) -> dict[str, Any]:
        """Return the moments of the next row; where the rule counts by one of them, all rows' lie within the period of the first."""
        first = self._calendar.row(0)
        ahead = shift + (self._apart(first) if self._rule.on else 0)
        kinds = {entry.name: entry.type for entry in self._thing.inputs if entry.name in first}
        own = first if self._rule.on else self._calendar.row(self._number)
        return {name: value(kind, own[name] + ahead) for name, kind in kinds.items()}

    def _apart(self, first: dict[str, int]) -> int:
        length, most = max(first.values()) - min(first.values()), len(self._filling)
        if self._thing.input(self._rule.on) and self._thing.input(self._rule.on).type == "datetime":
            return self._number * min(length or HOUR, EVENING // max(most + 1, 1))
        days = (length // DAY + 1) * most
        return self._number * (length + DAY) if days <= DAYS_LEFT.get(self._rule.period, 10**6 if not self._rule.period else 0) else 0


def full_cases(rule: Rule, world: World, make: Callable[[], Rows], *, refused: str, taken: str) -> Iterator[Case]:
    """Yield that one more than fits is refused and what fits is taken, in these titles, and what is free beside it; `make` returns new rows.

    Raises Uncheckable.
    """
    over, within = make(), make()
    over.fill()
    over.add_one_too_many()
    yield Case(case="refused", title=refused, script=over.script)
    within.fill()
    yield Case(case="allowed", title=taken, script=within.script)
    yield from _allowed_beside(rule, world, make)


def _allowed_beside(rule: Rule, world: World, make: Callable[[], Rows]) -> Iterator[Case]:
    """Yield what is taken though there is no room left for those that count together."""
    thing = world.thing(rule.entity)
    if rule.per:
        other = make()
        other.fill()
        other.add_for_another()
        yield Case(case="allowed", title=f"A {thing.id} for another {plain(rule.per)} is taken", script=other.script)
    if rule.scope and not any(_is_wider(entry, rule) for entry in world.rules):
        elsewhere = make()
        elsewhere.fill()
        elsewhere.add_elsewhere()
        yield Case(case="allowed", title=f"A {thing.id} of another {' and '.join(map(plain, rule.scope))} is taken", script=elsewhere.script)
    later = make()
    if rule.period and later.reaches_the_next_period():
        later.fill()
        later.add_in_the_next_period()
        yield Case(case="allowed", title=f"In the next {rule.period} a {thing.id} is taken again", script=later.script)
    if rule.ignored and thing.initial not in rule.ignored and thing.way_to(rule.ignored) is not None:
        freed = make()
        freed.script.bring(freed.fill(), rule.ignored)
        freed.add()
        yield Case(case="allowed", title=f"A {thing.id} may follow one that does not count any more", script=freed.script)


def _is_wider(other: Rule, rule: Rule) -> bool:
    """Tell whether another limit lets no more be of all together than this one of each scope."""
    if (other.kind, other.entity, other.per) != ("limit", rule.entity, rule.per) or other.scope or other.period:
        return False
    return (other.maximum or 0) <= (rule.maximum or 0)
