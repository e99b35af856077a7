"""Who sees only what they made: their own rows are theirs, those of others answer not found, whatever is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable, account
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield rows of one's own, rows of others, and those who see all. Raises Uncheckable."""
    if not world.signed:
        raise Uncheckable("the interface knows no accounts")
    thing, cast = world.thing(rule.entity), world.cast
    for role in rule.roles:
        own, foreign = role in cast.may(thing.id, "create"), Script(world)
        if own:
            script = Script(world)
            row = script.row(thing.id, owner=role)
            script.ask(row.owner, "GET", row.path, 200, values={"/id": row.id})
            script.ask(row.owner, "GET", thing.path, 200, contains=[_in_list(row)])
            yield Case(case="allowed", title=f"A {role} sees a {thing.id} of its own", script=script)
        row = foreign.row(thing.id, owner=role if own else "")
        reader = account(role, 1) if own else role
        foreign.ask(reader, "GET", row.path, 404)
        foreign.ask(reader, "GET", thing.path, 200, lacks=[_in_list(row)])
        yield Case(case="refused", title=f"A {role} does not see a {thing.id} of somebody else", script=foreign)
        yield from _changes(rule, world, role, reader, own)
    for role in cast.others(rule.roles):
        if role in cast.may(thing.id, "view") and not cast.sees_own_alone(thing.id, role):
            script = Script(world)
            row = script.row(thing.id)
            script.ask(role, "GET", row.path, 200, values={"/id": row.id})
            yield Case(case="allowed", title=f"A {role} sees every {thing.id}", script=script)


def _changes(rule: Rule, world: World, role: str, reader: str, own: bool) -> Iterator[Case]:
    for action, method in (("update", "PUT"), ("delete", "DELETE")):
        if role not in world.cast.may(rule.entity, action):
            continue
        script = Script(world)
        row = script.row(rule.entity, owner=role if own else "")
        script.ask(reader, method, row.path, 404, body=dict(row.values) if method == "PUT" else None)
        yield Case(case="refused", title=f"A {role} cannot {action} a {rule.entity} of somebody else", script=script)


def _in_list(row: Row) -> dict:
    return {"pointer": "/items", "where": {"id": row.id}}
