"""The checks of every product: nobody gets in without signing in, signing out ends it, and what was kept is there after a restart."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.operations import shown
from phases.sandboxed.planning.sealed.scripts import Case, Script, World

SESSION = "/api/session"


def cases(world: World) -> Iterator[Case]:
    """Yield the checks; those about signing in only where the interface has accounts."""
    if world.signed:
        yield from _doors(world)
    for entity in world.things:
        try:
            script = Script(world)
            row = script.row(entity)
            script.wait(0)
            shown(script, row)
        except Uncheckable:
            continue
        yield Case(case="lasting", title=f"A {entity} is still there after a restart", script=script)


def _doors(world: World) -> Iterator[Case]:
    for entity, thing in world.things.items():
        script = Script(world)
        values = script.values(entity)
        script.ask("", "GET", thing.path, 401)
        script.ask("", "POST", thing.path, 401, body={name: value for name, value in values.items() if not isinstance(value, dict)})
        yield Case(case="signed_out", title=f"Without signing in nobody lists or adds {thing.entity.plural}", script=script)
    wrong, over = Script(world), Script(world)
    wrong.ask("", "POST", SESSION, 401, body={"name": "nobody", "password": "a guess"})
    yield Case(case="signed_out", title="A wrong name or password does not sign in", script=wrong)
    role, path = world.cast.roles[0], next(iter(world.things.values())).path
    over.ask(role, "DELETE", SESSION, 204)
    over.ask(role, "GET", path, 401)
    yield Case(case="signed_out", title="After signing out the token is worth nothing", script=over)
