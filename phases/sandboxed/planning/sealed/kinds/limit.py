"""So many rows for each of something in a period: as many are taken, the next one refused; others and the next period are free."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.scripts import Case, World
from phases.sandboxed.planning.sealed.together import Rows, full_cases


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield one row too many, one for somebody else, one in the next period, and those of roles that are free. Raises Uncheckable."""
    thing, most = world.thing(rule.entity), int(rule.maximum or 0)

    def rows(role: str = "") -> Rows:
        return Rows(rule, world, [{} for _ in range(most)], {}, role=role)

    refused, taken = f"After {most} rows one more {thing.id} is refused", f"{most} {thing.id} rows are taken"
    yield from full_cases(rule, world, rows, refused=refused, taken=taken)
    for role in world.cast.others(rule.roles) if rule.roles else ():
        if role in world.cast.may(rule.entity, "create") and not any(_binds(other, rule, role) for other in world.rules):
            free = rows(role)
            free.fill()
            free.add()
            yield Case(case="allowed", title=f"The limit on {thing.id} rows does not bind a {role}", script=free.script)


def _binds(other: Rule, rule: Rule, role: str) -> bool:
    """Tell whether another limit keeps a role, which this one leaves free, from having one row more than this one allows."""
    if (other.kind, other.entity, other.per) != ("limit", rule.entity, rule.per) or other.id == rule.id or (other.roles and role not in other.roles):
        return False
    return (other.maximum or 0) <= (rule.maximum or 0)
