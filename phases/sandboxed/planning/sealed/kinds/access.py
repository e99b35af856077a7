"""Only some roles do something: each of them may, each of the others is refused."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import Case, Row, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield each action done by a role that may and refused to every other one. Raises Uncheckable."""
    if not world.signed:
        raise Uncheckable("the interface knows no accounts")
    others = world.cast.others(rule.roles)
    if not others:
        raise Uncheckable("there is no role that it keeps out")
    for action in rule.actions:
        for role in rule.roles:
            if role in world.cast.may(rule.entity, action, amount=0):
                allowed = Script(world)
                if _try(allowed, rule.entity, action, role, refused=False):
                    yield Case(case="allowed", title=f"A {role} may {action} a {rule.entity}", script=allowed)
        for role in others:
            refused = Script(world)
            if _try(refused, rule.entity, action, role, refused=True):
                yield Case(case="refused", title=f"A {role} may not {action} a {rule.entity}", script=refused)


def _try(script: Script, entity: str, action: str, role: str, *, refused: bool) -> bool:
    """Write the steps of a try; False where this role cannot even see a row of others."""
    thing, cast, name = script.world.thing(entity), script.world.cast, plain(action, "-")
    if name == "create":
        values = script.values(entity, owner=role)
        script.ask(role, "POST", thing.path, 403 if refused else 201, body=values)
        return True
    own = role in cast.may(entity, "create")
    if cast.sees_own_alone(entity, role) and not own:
        return False
    row = script.row(entity, owner=role if own else "")
    if name == "update":
        script.change(row, {}, 403 if refused else 200, who=role)
    elif name == "delete":
        script.ask(role, "DELETE", row.path, 403 if refused else 204)
    elif name in ("view", "list"):
        script.ask(role, "GET", row.path if name == "view" else thing.path, 403 if refused else 200)
    else:
        _step(script, row, action, role, refused)
    return True


def _step(script: Script, row: Row, action: str, role: str, refused: bool) -> None:
    row = script.ready_for(row, action)
    if refused:
        script.wait_for(row, action)
    script.do(row, action, who=role, status=403 if refused else 200)
