"""Attributes that follow from a name or from what kind of thing an entity is."""

from __future__ import annotations

import re

from phases.sandboxed.author.domain import Attribute, States, Transition
from phases.sandboxed.author.vocabulary import words

_BY_LAST_WORD = {
    "date": "date",
    "day": "date",
    "deadline": "date",
    "birthday": "date",
    "time": "datetime",
    "price": "number",
    "cost": "number",
    "weight": "number",
    "height": "number",
    "length": "number",
    "width": "number",
    "temperature": "number",
    "amount": "number",
    "rate": "number",
    "percentage": "number",
    "distance": "number",
    "quantity": "integer",
    "count": "integer",
    "age": "integer",
    "year": "integer",
    "capacity": "integer",
    "rating": "integer",
    "score": "integer",
    "duration": "integer",
    "stock": "integer",
    "rent": "number",
    "deposit": "number",
    "fee": "number",
    "salary": "number",
    "balance": "number",
    "budget": "number",
    "total": "number",
    "days": "integer",
    "points": "integer",
    "stars": "integer",
    "servings": "integer",
    "rooms": "integer",
    "hours": "number",
    "minutes": "integer",
}
_UNITS = {
    "duration": "minutes",
    "price": "EUR",
    "cost": "EUR",
    "amount": "EUR",
    "rent": "EUR",
    "deposit": "EUR",
    "fee": "EUR",
    "salary": "EUR",
    "budget": "EUR",
    "weight": "kg",
    "temperature": "°C",
    "distance": "km",
    "height": "cm",
    "length": "cm",
    "width": "cm",
    "rainfall": "mm",
    "yield": "kg",
    "mileage": "km",
    "volume": "l",
}
# verb → (state before, state after)
_STATE_VERBS = {
    "withdraw": ("submitted", "withdrawn"),
    "invite": ("received", "invited"),
    "play": ("planned", "played"),
    "send": ("draft", "sent"),
    "complete": ("open", "completed"),
    "finish": ("open", "finished"),
    "close": ("open", "closed"),
    "cancel": ("open", "cancelled"),
    "approve": ("submitted", "approved"),
    "reject": ("submitted", "rejected"),
    "submit": ("draft", "submitted"),
    "publish": ("draft", "published"),
    "archive": ("active", "archived"),
    "lend": ("available", "lent"),
    "borrow": ("available", "borrowed"),
    "rent": ("available", "rented"),
    "reserve": ("available", "reserved"),
    "return": ("lent", "returned"),
    "pay": ("open", "paid"),
    "ship": ("open", "shipped"),
    "confirm": ("open", "confirmed"),
    "resolve": ("open", "resolved"),
    "deliver": ("open", "delivered"),
    "accept": ("open", "accepted"),
    "decline": ("open", "declined"),
    "adopt": ("available", "adopted"),
    "harvest": ("growing", "harvested"),
    "repair": ("broken", "repaired"),
    "verify": ("open", "verified"),
    "refund": ("paid", "refunded"),
    "review": ("open", "reviewed"),
    "donate": ("available", "donated"),
    "sell": ("available", "sold"),
    "buy": ("available", "sold"),
    "claim": ("available", "claimed"),
    "renew": ("active", "renewed"),
    "handle": ("open", "handled"),
    "process": ("open", "processed"),
    "serve": ("waiting", "served"),
    "admit": ("waiting", "admitted"),
    "assign": ("open", "assigned"),
    "grade": ("submitted", "graded"),
    "inspect": ("open", "inspected"),
    "authorize": ("submitted", "authorized"),
    "authorise": ("submitted", "authorised"),
}


def attribute_name(phrase: str) -> str:
    """Return a phrase as an attribute name in snake_case."""
    return re.sub(r"[^a-z0-9]+", "_", phrase.lower()).strip("_")


def named(phrase: str, *, required: bool = False) -> Attribute:
    """Return the attribute that a noun phrase names; the type follows from its last word, text where nothing else is known."""
    name = attribute_name(phrase)
    if name in ("start", "end"):
        return Attribute(name=f"{name}_at", type="datetime", required=required)
    last = "count" if name.startswith("number_of_") else name.rsplit("_", 1)[-1]
    if last == "status":
        return Attribute(name=name, type="text", required=required)
    if last in ("priority", "urgency"):
        return Attribute(name=name, type="enum", required=required, values=("low", "normal", "high"))
    return Attribute(name=name, type=_BY_LAST_WORD.get(last, "text"), required=required, unit=_UNITS.get(last, ""))


def typical(head: str) -> tuple[Attribute, ...]:
    """Return what a thing of this kind keeps, by the rules `reading.attributes.*`: a label first, then what its kind asks for."""
    if head in words("measure_nouns"):
        return (
            Attribute(name="title", type="text", required=True),
            Attribute(name="amount", type="number", required=True, unit=_UNITS.get(head, "")),
            Attribute(name="measured_on", type="date", required=True),
            Attribute(name="notes", type="text", required=False),
        )
    if head in words("event_nouns"):
        return (
            Attribute(name="title", type="text", required=True),
            Attribute(name="happened_on", type="date", required=True),
            Attribute(name="notes", type="text", required=False),
        )
    return Attribute(name="name", type="text", required=True), Attribute(name="description", type="text", required=False)


def kind_rule(head: str) -> str:
    """Return the id of the rule by which `typical` chose."""
    if head in words("measure_nouns"):
        return "reading.attributes.measure"
    return "reading.attributes.event" if head in words("event_nouns") else "reading.attributes.thing"


def states_for(verbs: list[str]) -> States | None:
    """Return the states that verbs of change give an entity, in the order of the verbs; None without such a verb."""
    known = [verb for verb in dict.fromkeys(verbs) if verb in _STATE_VERBS]
    if not known:
        return None
    initial = _STATE_VERBS[known[0]][0]
    values, steps = [initial], []
    for verb in known:
        source, target = _STATE_VERBS[verb]
        source = source if source in values else initial
        if verb == "return":  # what is returned can be lent again: it goes back to the beginning
            source, target = (values[-1], initial) if len(values) > 1 else (source, target)
        values += [state for state in (source, target) if state not in values]
        if source != target:
            steps.append(Transition(source=source, target=target, action=verb))
    return States(attribute="status", values=tuple(values), initial=initial, transitions=tuple(steps)) if steps else None


def states_around(verb: str) -> tuple[str, str] | None:
    """Return the state before and after a verb of change; None for other verbs."""
    return _STATE_VERBS.get(verb)


def is_state_verb(verb: str) -> bool:
    """Tell whether a verb moves a thing from one state to another."""
    return verb in _STATE_VERBS
