"""Rules about how many rows, and how much of something, there may be together, fitted: limit and total."""

from __future__ import annotations

from phases.sandboxed.author.attributes import attribute_name
from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.fitting.ground import Ground
from phases.sandboxed.author.fitting.moments import Fitted
from phases.sandboxed.author.records import NOMINALS
from phases.sandboxed.author.sourcing import Source
from phases.sandboxed.author.vocabulary import words

_MONEY = ("EUR", "USD", "GBP", "CHF")
# money that is there to be spent, and was not spent
_HELD = frozenset(["budget", "balance", "credit", "limit"])
_GETTING = frozenset(["buy", "purchase", "order", "submit"])
# words for whatever it is that people borrow or book
_ANYTHING = frozenset(["item", "thing", "piece", "object", "medium", "copy", "unit"])
# rows of these are parts of something, so that they may be made to refer to it
_PARTS = ("share", "contribution", "expense", "payment", "cost", "donation", "entry", "item", "position", "claim", "fee", "instalment")


def limit(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """No more than so many rows for each person, of each thing, in each period."""
    id = _rows_counted(demand, ground)
    if id is None or ground.is_person_entity(id) or not _made_by_words(demand, id, ground):
        return []
    per = _per(demand, ground, id, source)
    scope = _scope(demand, ground, id, source) if demand.actors else ()
    if per is None or scope is None:
        return []
    ignored = ground.taken_back(id) if demand.period or scope else ground.over(id)
    fitted = {"kind": "limit", "entity": id, "maximum": demand.maximum, "per": per, "scope": scope, "period": demand.period, "ignored": ignored}
    return [{**fitted, "on": ground.date(id) if demand.period else ""}]


def _rows_counted(demand: Demand, ground: Ground) -> str | None:
    """Return whose rows are counted; of what people borrow or book the loans and bookings, never the thing itself."""
    id = ground.rows_of(demand.verbs, demand.things)
    named = ground.first(demand.things[:1])
    if named is not None and set(demand.verbs) & _GETTING and demand.things[0].split("_")[-1] in words("event_nouns"):
        return named  # of tickets that people buy the tickets are counted, not the orders
    made = [found for verb in demand.verbs for name in NOMINALS.get(verb, ()) if (found := ground.find(name))]
    if id is None or not made or id in made or not demand.actors:
        return id
    if demand.things and demand.things[0].split("_")[-1] in _ANYTHING:
        return made[0]
    return id if ground.first(demand.things) != id else None


def _made_by_words(demand: Demand, id: str, ground: Ground) -> bool:
    """Tell whether the rows that are counted are not the very thing of which each is counted (“vote once on a proposal” without votes)."""
    return not (demand.actors and demand.per) or id not in {ground.find(key) for key in demand.per}


def _per(demand: Demand, ground: Ground, id: str, source: Source) -> str | None:
    """Return for what is counted: an attribute, the account, or nothing; None where the words name what is not kept."""
    if not demand.actors:
        target = ground.find(demand.per[0]) if demand.per else None
        return "" if not demand.per else ground.reference(id, target, source) if target and target != id else None
    person = ground.find(demand.actors[0])
    if person is not None and person != id and ground.reference_between(id, person):
        return ground.reference(id, person, source)
    roles = ground.roles(demand.actors)
    others = bool(roles) and all(ground.made_by_others(role, id) for role in roles)
    return ground.person(id, demand.actors[0], source) if demand.passive or others else ACCOUNT


def _scope(demand: Demand, ground: Ground, id: str, source: Source) -> tuple[str, ...] | None:
    """Return the references by which rows are told apart beside the person; None where the words name what is not kept."""
    if not demand.per:
        return ()
    target = ground.find(demand.per[0])
    return (ground.reference(id, target, source),) if target and target != id else None


def total(demand: Demand, ground: Ground, source: Source) -> Fitted:
    """What rows come to together, of each person or thing, in each period, is no more than a figure or than the thing says."""
    id = ground.rows_of(demand.verbs, demand.things)
    id = id if id is not None and _adds_up(ground, id, demand) else _rows_with(demand, ground)
    if id is None or ground.is_person_entity(id):
        return []
    per = _per(demand, ground, id, source) if demand.actors else _held_by(demand, ground, id, source)
    if per is None or (demand.within and per in ("", ACCOUNT)):
        return []
    attribute = _summed(demand, ground, id, source)
    if not attribute:
        return []
    ignored = ground.taken_back(id)
    fitted = {"kind": "total", "entity": id, "attribute": attribute, "per": per, "ignored": ignored}
    if demand.within:
        target = next(entry.references for entry in ground.attributes(id) if entry.name == per)
        return [{**fitted, "within": _holding(ground, target, attribute_name(demand.within), source)}]
    return [{**fitted, "maximum": demand.maximum, "period": demand.period, "on": ground.date(id) if demand.period else ""}]


def _holding(ground: Ground, target: str, name: str, source: Source) -> str:
    """Return the value that a sum may not exceed: of an invoice's total and the like its only amount of money, else what the words name."""
    money = [entry.name for entry in ground.attributes(target) if entry.type in ("integer", "number") and entry.unit in _MONEY]
    name = money[0] if name in ("total", "amount", "sum") and len(money) == 1 else name
    found = ground.number(target, name, "", source)
    ground.require(target, found)
    return found


def _adds_up(ground: Ground, id: str, demand: Demand) -> bool:
    """Tell whether rows of an entity have what is summed up, or are parts of something by their name."""
    return bool(_numbers(ground, id, demand)) or id.split("_")[-1] in _PARTS


def _numbers(ground: Ground, id: str, demand: Demand) -> list[str]:
    """Return the numbers of an entity that the words may mean: by name, else by unit."""
    wanted = attribute_name(demand.attribute)
    numbers = [entry for entry in ground.attributes(id) if entry.type in ("integer", "number")]
    named = [entry.name for entry in numbers if wanted and (entry.name == wanted or wanted in entry.name.split("_"))]
    money = [entry.name for entry in numbers if entry.unit in _MONEY and entry.name not in _HELD and (demand.unit in _MONEY or demand.within)]
    return named or money


def _rows_with(demand: Demand, ground: Ground) -> str | None:
    """Return the only entity whose rows have what is summed up; None where none or several have."""
    able = [id for id in ground.entries if not ground.is_person_entity(id) and _numbers(ground, id, demand)]
    holders = {ground.find(key) for key in demand.per}
    found = [id for id in able if id not in holders]
    return found[0] if len(found) == 1 else None


def _held_by(demand: Demand, ground: Ground, id: str, source: Source) -> str | None:
    """Return the reference to what the rows are of; empty for all rows together, None where rows are no parts of what the words name."""
    if not demand.per:
        return ""
    target = ground.first(demand.per) or _with_value(demand.within, ground)
    if target is None or target == id or ground.is_person_entity(target):
        return None
    if ground.reference_between(id, target) is None and id.split("_")[-1] not in _PARTS:
        return None
    return ground.reference(id, target, source)


def _with_value(name: str, ground: Ground) -> str | None:
    """Return the only entity that has a value of this name."""
    wanted = attribute_name(name) if name else ""
    found = [id for id in ground.entries if wanted and ground.has(id, wanted) is not None]
    return found[0] if len(found) == 1 else None


def _summed(demand: Demand, ground: Ground, id: str, source: Source) -> str:
    found = _numbers(ground, id, demand)
    if found:
        ground.require(id, found[0])
        return found[0]
    if not demand.attribute and demand.unit not in _MONEY and not demand.within:
        return ""
    return ground.number(id, attribute_name(demand.attribute) or "amount", demand.unit, source)
