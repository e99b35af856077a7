"""Rules about time, fitted: no_overlap, duration, chronology, lead, expiry, reminder, queue. Each returns what a Rule has beside id and text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from phases.sandboxed.author.demands import END, START, Demand
from phases.sandboxed.author.domain import States, Transition
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.sourcing import Source
from phases.sandboxed.author.vocabulary import is_person

Fitted = list[dict[str, Any]]
# steps by which somebody is let in, in the order in which they are looked for
_ADMITTING = ("admit", "confirm", "accept", "approve", "assign", "serve", "seat", "call", "handle", "process", "review", "ship", "treat")
_ENTRIES = ("registration", "enrolment", "booking", "reservation", "sign_up", "up", "signup", "ticket", "answer")
_RECORDS = ("create", "update", "delete")


def no_overlap(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """Rows of the first thing that lies in time never overlap for one and the same of the others."""
    named = [id for key in demand.things if (id := ground.find(key))]
    timed = ground.timed(named) or next((other for id in named for other in ground.referring(id) if ground.is_timed(other)), None)
    if timed is None:
        timed = ground.timed(ground.entries)
        if timed is None or named:
            return []
    start, end = ground.span(timed, source)
    others = [id for id in named if id != timed and not ground.is_person_entity(id)]
    persons = [key for key in demand.things if is_person(key.split("_")[-1])]
    if others:
        scope = [ground.reference(timed, others[0], source)]
    elif persons and ground.makes(persons[0], timed):
        return []  # a row's maker is no value of the row
    elif persons and demand.things[0] == persons[0]:
        scope = [ground.person(timed, persons[0], source)]
    else:
        scope = _things_booked(ground, timed)[:1]
        for name in scope:
            ground.require(timed, name)
    fitted = {"kind": "no_overlap", "entity": timed, "start": start, "end": end, "scope": tuple(scope), "ignored": ground.taken_back(timed)}
    return [fitted]


def _things_booked(ground: Ground, id: str) -> list[str]:
    """Return the references of an entity to things, not people."""
    return [entry.name for entry in ground.attributes(id) if entry.references and not ground.is_person_entity(entry.references)]


def _timed(demand: Demand, ground: Ground) -> str | None:
    """Return the entity whose time a demand is about: what the verbs make, what the words name or what refers to it, else any that lies in time."""
    named = [id for key in demand.things if (id := ground.find(key))]
    made = ground.rows_of(demand.verbs, demand.things)
    found = ground.timed([made, *named]) or next((other for id in named for other in ground.referring(id) if ground.is_timed(other)), None)
    if found is not None:
        return found
    timed = [id for id in ground.entries if ground.is_timed(id)]
    return timed[0] if timed and not named else None


def duration(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """From beginning to end of a row it takes so long."""
    id = _timed(demand, ground)
    if id is None:
        id = ground.first(demand.things[:1])
        if id is None or ground.is_person_entity(id):
            return []
    start, end = ground.span(id, source)
    return [{"kind": "duration", "entity": id, "start": start, "end": end, "minimum": demand.minimum, "maximum": demand.maximum}]


def chronology(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """The end of a row lies after its start."""
    id = _timed(demand, ground)
    if id is None:
        return []
    start, end = ground.span(id, source)
    return [{"kind": "chronology", "entity": id, "start": start, "end": end}]


def lead(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """An action is done so long before a moment of the row."""
    verb = demand.verbs[0]
    if _of_another(demand, verb, ground):
        return _lead_elsewhere(demand, verb, ground, source, begins=ground.first(demand.per))
    demand = replace(demand, things=(*demand.things, *demand.per))
    id = _timed(demand, ground) or ground.first(demand.things) or next(iter(ground.entries), None)
    if id is None:
        return []
    if _starts_elsewhere(ground, id, demand.attribute or START):
        return _lead_elsewhere(demand, verb, ground, source, begins=_start_referred_to(ground, id))
    if verb not in _RECORDS and not ground.step(id, verb, source):
        return []
    moment = ground.moment(id, demand.attribute or START, source)
    return [{"kind": "lead", "entity": id, "action": verb, "attribute": moment, "minimum": demand.minimum, "maximum": demand.maximum}]


def _of_another(demand: Demand, verb: str, ground: Ground) -> bool:
    """Tell whether what is changed is another row than the one that begins: the answer before the rehearsal, the sign-up before the class."""
    done, begins = ground.first(demand.things), ground.first(demand.per)
    if begins is None or begins == done:
        return False
    if done is not None and _keeps(ground, begins, demand.attribute or START):
        if ground.reference_between(done, begins) is not None:
            return True
        if verb != "create" and not ground.is_timed(done) and ground.reference_between(begins, done) is None:
            return True
    if verb == "create":
        return False
    if done is not None:
        return not ground.is_timed(done) and ground.timed(ground.referring(done)) is None
    return any(id.split("_")[-1] in _ENTRIES for id in ground.referring(begins))


def _start_referred_to(ground: Ground, id: str) -> str | None:
    """Return the only thing to which rows refer that has a beginning."""
    found = {entry.references for entry in ground.attributes(id) if entry.references and ground.has_start(entry.references)}
    return found.pop() if len(found) == 1 else None


def _lead_elsewhere(demand: Demand, verb: str, ground: Ground, source: Source, *, begins: str | None) -> Fitted:
    """The moment stands in what the row refers to: until a day before the class starts, a registration can be cancelled."""
    made = ground.first(demand.things)
    if made is None or made == begins:
        entries = [id for id in ground.referring(begins) if id.split("_")[-1] in _ENTRIES] if begins else []
        made = entries[0] if len(entries) == 1 else None
    if begins is None or made is None or ground.is_person_entity(begins) or ground.is_person_entity(made):
        return []
    if ground.reference_between(made, begins) is None and made.split("_")[-1] not in _ENTRIES:
        return []
    if verb not in _RECORDS and not ground.step(made, verb, source):
        return []
    moment = ground.moment(begins, demand.attribute or START, source)
    body = {"kind": "lead", "entity": made, "action": verb, "through": ground.reference(made, begins, source), "attribute": moment}
    return [{**body, "minimum": demand.minimum, "maximum": demand.maximum}]


def _starts_elsewhere(ground: Ground, id: str, name: str) -> bool:
    """Tell whether the moment belongs to what a row refers to: the start of the course, not of the registration."""
    return (
        name == START and not ground.is_timed(id) and any(entry.references and ground.has_start(entry.references) for entry in ground.attributes(id))
    )


def expiry(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """A row that is still in an early state counts as ended after a time."""
    id = ground.first(demand.things) or _timed(demand, ground) or _with_step(demand, ground)
    if id is None:
        return []
    for verb in demand.states:
        ground.step(id, verb, source)
    states = ground.entries[id].entity.states
    if states is None:
        states = States(attribute="status", values=("open", demand.target), initial="open", transitions=())
        ground.put_states(id, states, source)
    waiting = [step.source for step in states.transitions if step.action in demand.states]
    waiting = [state for state in dict.fromkeys(waiting or [states.initial]) if state != demand.target]
    if demand.target not in states.values:
        ground.put_states(id, replace(states, values=(*states.values, demand.target)), source)
    moment = {"attribute": ground.moment(id, demand.attribute, source)} if demand.attribute else {}
    return [{"kind": "expiry", "entity": id, "minutes": demand.minutes, "states": tuple(waiting), "target": demand.target, **moment}]


def _with_step(demand: Demand, ground: Ground) -> str | None:
    for id, entry in ground.entries.items():
        if entry.entity.states and any(step.action in demand.states for step in entry.entity.states.transitions):
            return id
    return None


def reminder(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """From some time before a moment on a row stands in the due list."""
    named = [id for key in demand.things if (id := ground.find(key)) and not ground.is_person_entity(id)]
    wanted = demand.attribute or START
    near = ground.find(demand.context)
    id = next((id for id in [*named, *([near] if near else ())] if _keeps(ground, id, wanted)), None)
    if not demand.things:
        id = id or next((id for id in ground.entries if _keeps(ground, id, wanted)), None)
    id = id or next(iter(named), None) or (None if demand.things else _timed(demand, ground))
    if id is None:
        return []
    roles = ground.roles(demand.actors)
    fitted = {"kind": "reminder", "entity": id, "attribute": ground.moment(id, wanted, source), "minutes": demand.minutes}
    return [{**fitted, "roles": roles, "ignored": ground.over(id)}]


def _keeps(ground: Ground, id: str, name: str) -> bool:
    """Tell whether an entity has the moment that a word means already."""
    present = {entry.name for entry in ground.attributes(id) if entry.type in ("date", "datetime")}
    if name == START:
        return ground.is_timed(id) or any("start" in entry for entry in present)
    stem = "due" if name == END else name.split("_")[0]
    return any(stem in entry for entry in present)


def queue(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """Who came first is let in first; a waiting list gives the rows that state and the step out of it."""
    named = [id for key in demand.things if (id := ground.find(key)) and not ground.is_person_entity(id)]
    asked = named[0] if named and any(verb in _ADMITTING for verb in demand.verbs) else None
    around = [other for thing in named for other in ((*ground.referring(thing), thing) if demand.target else (thing, *ground.referring(thing)))]
    id = asked or next((other for other in around if _enters(ground, other)), None)
    if not demand.things:
        near = ground.find(demand.context)
        id = id or next((other for other in ((near, *ground.referring(near)) if near else ground.entries) if _enters(ground, other)), None)
    if id is None:
        return []
    if demand.target and demand.target not in (ground.entries[id].entity.states.values if ground.entries[id].entity.states else ()):
        _put_on_waiting_list(id, ground, source)
    if not _admissions(ground, id):
        for verb in demand.verbs:
            if verb in _ADMITTING:
                ground.step(id, verb, source)
    action = next((verb for verb in (*demand.verbs, *_ADMITTING) if verb in _admissions(ground, id)), None)
    if action is None:
        return []
    scoped = bool(demand.target) or any(ground.reference_between(id, thing) for thing in named if thing != id)
    return [{"kind": "queue", "entity": id, "action": action, "scope": tuple(_things_booked(ground, id)[:1]) if scoped else ()}]


def _admissions(ground: Ground, id: str) -> set[str]:
    """Return the steps of an entity by which somebody is let in."""
    states = ground.entries[id].entity.states
    return {step.action for step in states.transitions if step.action in _ADMITTING} if states else set()


def _enters(ground: Ground, id: str) -> bool:
    """Tell whether rows of an entity ask for a place: they refer to a thing, or have a step that lets them in."""
    return bool(_things_booked(ground, id) or _admissions(ground, id))


def _put_on_waiting_list(id: str, ground: Ground, source: Source) -> None:
    old = ground.entries[id].entity.states
    if old is None:
        steps: tuple[Transition, ...] = (Transition(source="waiting", target="admitted", action="admit"),)
        ground.put_states(id, States(attribute="status", values=("waiting", "admitted"), initial="waiting", transitions=steps), source)
        return
    if any(step.action in _ADMITTING and step.source == old.initial for step in old.transitions):
        return  # who asks waits already until somebody confirms
    leaving = tuple(
        Transition(source="waiting", target=step.target, action=step.action) for step in old.transitions if step.action in ("cancel", "withdraw")
    )
    steps = (Transition(source="waiting", target=old.initial, action="admit"), *old.transitions, *leaving)
    ground.put_states(id, replace(old, values=("waiting", *old.values), initial="waiting", transitions=steps), source)
