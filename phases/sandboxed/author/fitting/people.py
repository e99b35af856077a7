"""Rules about people, fitted: access, approval, visibility. Each returns what a Rule has beside id and text."""

from __future__ import annotations

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.fitting.moments import Fitted
from phases.sandboxed.author.records import record_meaning
from phases.sandboxed.author.sourcing import Source

_RECORDS = ("create", "update", "delete", "view")


def approval(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """Only some roles take the step; with a threshold, of rows whose value is more."""
    roles, verb = ground.roles(demand.actors), demand.verbs[0]
    id = ground.first(demand.things) or _with_step(ground, verb) or (next(iter(ground.entries), None) if not demand.things else None)
    if id is None or not roles or (demand.above is not None and not demand.attribute):
        return []
    states = ground.entries[id].entity.states
    if verb == "approve" and states and not _has_step(ground, id, "approve") and _has_step(ground, id, "confirm"):
        verb = "confirm"
    if not ground.step(id, verb, source):
        return []
    limit = {"attribute": ground.number(id, demand.attribute, demand.unit, source), "above": demand.above} if demand.above is not None else {}
    return [{"kind": "approval", "entity": id, "action": verb, "roles": roles, **limit}]


def _has_step(ground: Ground, id: str, verb: str) -> bool:
    states = ground.entries[id].entity.states
    return states is not None and any(step.action == verb for step in states.transitions)


def _with_step(ground: Ground, verb: str) -> str | None:
    return next((id for id in ground.entries if _has_step(ground, id, verb)), None)


def access(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """Only some roles do some actions with a thing."""
    roles = ground.roles(demand.actors)
    if demand.denied:
        roles = tuple(actor.id for actor in ground.actors if actor.id not in roles)
    if not roles or len(roles) == len(ground.actors) > 1:
        return []
    ids = [id for key in demand.things if (id := ground.find(key))] or _without_things(demand, ground)
    fitted: Fitted = []
    for id in dict.fromkeys(ids):
        actions = [verb for verb in demand.verbs if verb in _RECORDS or ground.step(id, verb, source)]
        if actions:
            fitted.append({"kind": "access", "entity": id, "actions": tuple(dict.fromkeys(actions)), "roles": roles})
    return fitted


def _without_things(demand: Demand, ground: Ground) -> list[str]:
    """Return whose steps the verbs are where the words name no thing."""
    return [] if demand.things else [id for verb in demand.verbs if (id := _with_step(ground, verb))]


def visibility(demand: Demand, ground: Ground, _source: Source) -> Fitted:
    """Some roles see and change the rows alone that they made: of the things named, else of those that they deal with."""
    roles = ground.roles(demand.actors) if demand.actors else tuple(actor.id for actor in ground.actors)
    if not roles:
        return []
    ids = [id for key in demand.things if (id := ground.find(key)) and not ground.is_person_entity(id)]
    ids = ids or _dealt_with(ground, roles)
    # whose rows others make sees none of them by that
    seen = {id: tuple(role for role in roles if not ground.made_by_others(role, id)) for id in ids}
    return [{"kind": "visibility", "entity": id, "roles": able} for id, able in seen.items() if able]


def _dealt_with(ground: Ground, roles: tuple[str, ...]) -> list[str]:
    made = [
        id
        for deed in ground.deeds
        if deed.actor in roles
        and (id := ground.rows_of((deed.verb,), (deed.thing,)))
        and (record_meaning(deed.verb) == "create" or ground.is_timed(id))
    ]
    about = [id for role in roles if (person := ground.find(role)) for id in ground.referring(person)]
    return made or about or [id for id in ground.entries if not ground.is_person_entity(id)][:1]
