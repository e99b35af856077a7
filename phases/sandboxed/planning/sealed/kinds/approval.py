"""Only some roles approve, or approve what is more than an amount: they may, others are refused, and others may approve less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield the step done by who may, refused to who may not, and done by them below the amount. Raises Uncheckable."""
    if not world.signed:
        raise Uncheckable("the interface knows no accounts")
    below = world.cast.may(rule.entity, rule.action, amount=_below(rule)) if rule.attribute else []
    others = [role for role in world.cast.others(rule.roles) if role in below]
    strangers = world.cast.others(rule.roles)
    if not strangers:
        raise Uncheckable("there is no role that it keeps out")
    above = {plain(rule.attribute): _above(rule)} if rule.attribute and rule.above is not None else {}
    for role in rule.roles:
        script = Script(world)
        row = _ready(script, rule, above)
        if role in world.cast.may(rule.entity, rule.action) and _sees(world, row, role):
            script.do(row, rule.action, who=row.owner if row.owner.startswith(role) else role)
            yield Case(case="allowed", title=f"A {role} may {rule.action} a {rule.entity}", script=script)
    for role in strangers:
        script = Script(world)
        row = _ready(script, rule, above, owner=role)
        if _sees(world, row, role):
            script.wait_for(row, rule.action)
            script.do(row, rule.action, who=role, status=403)
            yield Case(case="refused", title=f"A {role} may not {rule.action} a {rule.entity}", script=script)
    for role in others:
        script = Script(world)
        row = _ready(script, rule, {plain(rule.attribute): _below(rule)}, owner=role)
        if above and _sees(world, row, role):
            script.do(row, rule.action, who=role)
            yield Case(case="allowed", title=f"A {role} may {rule.action} a {rule.entity} of {_below(rule)}", script=script)


def _ready(script: Script, rule: Rule, given: dict[str, Any], owner: str = "") -> Row:
    return script.ready_for(script.row(rule.entity, given=given, owner=owner), rule.action)


def _sees(world: World, row: Row, role: str) -> bool:
    return row.owner == role or not world.cast.sees_own_alone(row.thing.id, role)


def _above(rule: Rule) -> float:
    return (rule.above or 0) + 1


def _below(rule: Rule) -> float:
    """Return the amount itself: only more than it needs the approval."""
    return rule.above or 0
