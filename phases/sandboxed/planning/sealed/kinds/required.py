"""An attribute that is never empty: a row with it is taken, one without it, or with it left blank, is refused."""

from __future__ import annotations

from collections.abc import Iterator

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.planning.sealed.casting import Uncheckable
from phases.sandboxed.planning.sealed.scripts import Case, Script, World
from phases.sandboxed.planning.sealed.things import plain


def cases(rule: Rule, world: World) -> Iterator[Case]:
    """Yield what is taken with, and refused without, the attribute. Raises Uncheckable."""
    thing, name = world.thing(rule.entity), plain(rule.attribute)
    entry = thing.input(name)
    if entry is None:
        raise Uncheckable(f"clients do not send the {name} of a {thing.id}")
    full = Script(world)
    full.row(thing.id)
    yield Case(case="allowed", title=f"A {thing.id} with its {name} is taken", script=full)
    lacking = Script(world)
    values = lacking.values(thing.id)
    values.pop(name, None)
    lacking.ask(world.cast.maker(thing.id), "POST", thing.path, 422, body=values, contains=[{"pointer": "/errors", "where": {"pointer": f"/{name}"}}])
    yield Case(case="refused", title=f"A {thing.id} without its {name} is refused", script=lacking)
    emptied = Script(world)
    row = emptied.row(thing.id)
    emptied.change(row, {name: None}, 422)
    yield Case(case="refused", title=f"The {name} of a {thing.id} cannot be taken away", script=emptied)
