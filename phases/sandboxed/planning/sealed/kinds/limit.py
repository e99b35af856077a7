"""So many rows for each of something in a period: as many are taken, the next one refused; others and the next period are free."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable, account
from phases.sandboxed.planning.sealed.moments import DAY, HOUR, PERIODS, Calendar, value
from phases.sandboxed.planning.sealed.scripts import MOST_ROWS, Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain

EVENING = 11 * HOUR  # from noon on, rows of one day begin within so many minutes
DAYS_LEFT = {"week": 3, "month": 14, "year": 14}


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield one row too many, one for somebody else, and one in the next period. Raises Uncheckable."""
    thing, most, told = world.thing(rule.entity), int(rule.maximum or 0), plain(rule.per)
    over, within = Rows(rule, world), Rows(rule, world)
    over.fill()
    over.add_one_too_many()
    yield Case(case="refused", title=f"After {most} rows one more {thing.id} is refused", script=over.script)
    within.fill()
    yield Case(case="allowed", title=f"{most} {thing.id} rows are taken", script=within.script)
    if rule.per:
        other = Rows(rule, world)
        other.fill()
        other.add_for_another()
        yield Case(case="allowed", title=f"A {thing.id} for another {told} is taken", script=other.script)
    later = Rows(rule, world)
    if rule.period and later.reaches_the_next_period():
        later.fill()
        later.add_in_the_next_period()
        yield Case(case="allowed", title=f"In the next {rule.period} a {thing.id} is taken again", script=later.script)
    if rule.ignored and thing.initial not in rule.ignored and thing.way_to(rule.ignored) is not None:
        freed = Rows(rule, world)
        freed.script.bring(freed.fill(), rule.ignored)
        freed.add()
        yield Case(case="allowed", title=f"A {thing.id} may follow one that does not count any more", script=freed.script)


class Rows:
    """Rows of one script that count together: of one account, alike in what the limit is for, all within one period."""

    def __init__(self, rule: Rule, world: World):
        self.script = Script(world)
        self._rule, self._thing = rule, world.thing(rule.entity)
        self._most, self._role = int(rule.maximum or 0), world.cast.maker(rule.entity)
        self._calendar = Calendar(self._thing, world.rules)
        self._shared: dict[str, Any] = {}
        self._number = 0
        if self._most > MOST_ROWS:
            raise Uncheckable(f"{self._most} rows are more than a check makes")

    def fill(self) -> Row:
        """Make as many rows as are allowed; return the first."""
        first = self.add()
        if self._rule.per and self._rule.per != ACCOUNT:
            self._shared = {name: first.values[name] for name in (plain(self._rule.per),)}
        for _ in range(self._most - 1):
            self.add()
        return first

    def add(self, *, owner: str = "", shift: int = 0) -> Row:
        """Make one more, that counts."""
        return self.script.counted(self.script.row(self._thing.id, given=self._given(shift), owner=owner or self._role), self._rule)

    def add_one_too_many(self) -> None:
        """Have one more refused."""
        self.script.refused(self._rule, given=self._given(0), owner=self._role)

    def _given(self, shift: int) -> dict[str, Any]:
        given = {**self._shared, **self._moments(shift)}
        self._number += 1
        return given

    def add_for_another(self) -> Row:
        """Make one that counts for another account, or another value."""
        self._shared = {}
        return self.add(owner=account(self._role, 1) if self._rule.per == ACCOUNT else "")

    def reaches_the_next_period(self) -> bool:
        """Whether the rules let a row lie so far ahead."""
        on = plain(self._rule.on)
        return not on or self._calendar.row(0)[on] + PERIODS[self._rule.period] + DAY <= self._calendar.lead(on)[1]

    def add_in_the_next_period(self) -> Row:
        ahead = PERIODS[self._rule.period]
        if not self._rule.on:
            self.script.wait(ahead)
        return self.add(shift=ahead)

    def _moments(self, shift: int) -> dict[str, Any]:
        """Return the moments of the next row; where the limit counts by one of them, all rows' lie within the period of the first."""
        first = self._calendar.row(0)
        ahead = shift + (self._apart(first) if self._rule.on else 0)
        kinds = {entry.name: entry.type for entry in self._thing.inputs if entry.name in first}
        own = first if self._rule.on else self._calendar.row(self._number)
        return {name: value(kind, own[name] + ahead) for name, kind in kinds.items()}

    def _apart(self, first: dict[str, int]) -> int:
        length = max(first.values()) - min(first.values())
        if self._thing.input(self._rule.on) and self._thing.input(self._rule.on).type == "datetime":
            return self._number * min(length or HOUR, EVENING // max(self._most + 1, 1))
        days = (length // DAY + 1) * self._most
        return self._number * (length + DAY) if days <= DAYS_LEFT.get(self._rule.period, 10**6 if not self._rule.period else 0) else 0
