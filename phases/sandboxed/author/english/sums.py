"""Demands about what several rows come to together: what a person may spend in a month, a budget that is not overspent, shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.demands import Demand
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause, Named
from phases.sandboxed.author.english.measures import AT_MOST, MONEY, NOT_MORE, NUMBER, PERIOD, money, number, period

_UNITS = r"(?P<unit>hours?|days?|kg|kilos?|kilograms?|litres?|liters?|points?|credits?|percent|%)"
_FIGURE = re.compile(
    rf"(?:{AT_MOST}|{NOT_MORE}\s+(?:[\w'-]+\s+){{0,4}}?more than|(?:not|never) exceed)\s+(?:{MONEY}|(?P<n>{NUMBER})\s*{_UNITS})(?P<tail>[^.;]*)"
)
_TOGETHER = re.compile(r"\b(?:in total|altogether|together|all in all|overall)\b")
# what the product itself costs is no sum of rows
_OF_THE_PRODUCT = re.compile(r"\b(?:costs?|hosting|running|operat\w+|budget of the project|server)\b")
_SUM = re.compile(r"\b(?:sum|total)\s+(?:of\s+)?(?:all\s+|the\s+)*(?=\w)|\b(?:shares?|parts|percentages)\b")
_EXCEEDS = re.compile(
    r"\b(?:not|never|cannot|can't)\s+(?:ever\s+|together\s+)?(?:be\s+)?"
    r"(?:exceed|more than|higher than|above|larger than|greater than|go over|go above)\s+"
    r"(?P<of>its|the|their|an?)\s+(?=\w)"
)
_OVERSPENT = re.compile(
    r"\b(?:never|not|nobody|no one|cannot|without)\b[^.]{0,30}\b(?:overspen\w+|exceeded|overdrawn)\b|\boverspen\w+ is not allowed\b"
)
_HOLDING = frozenset(["budget", "total", "balance", "amount", "limit", "price", "sum", "credit"])
_NAMES = {"hour": "hours", "day": "days", "kg": "weight", "kilo": "weight", "kilogram": "weight", "litre": "volume", "liter": "volume"}


def total(clause: Clause) -> Iterator[Demand]:
    """Yield the first sum that a clause limits: by what a thing holds, for each person in a time, or of the parts of a thing."""
    for reader in (_within, _spent, _parts):
        found = reader(clause)
        if found is not None:
            yield found
            return


def _within(clause: Clause) -> Demand | None:
    """Read “the expenses of an event must not exceed its budget”, “a budget is never overspent”."""
    match = _EXCEEDS.search(clause.folded)
    if match is None:
        over = _OVERSPENT.search(clause.folded)
        held = next((entry for entry in clause.named if entry.noun == "budget"), None)
        if over is None or held is None:
            return None
        holders = tuple(entry.key for entry in clause.named if entry.sort == THING and not entry.noun.startswith("overspen"))
        return Demand(kind="total", text=clause.text, pointer=clause.pointer, per=(held.key, *holders), within="budget")
    held = clause.after(match.end())
    first = next((entry for entry in clause.named if entry.end <= match.start() and entry.noun not in ("sum", "total")), None)
    if held is None or held.start != match.end() or held.noun not in _HOLDING:
        return None
    if first is None or first.sort == PERSON or not _several(clause, first):
        return None
    holder = held.key.removesuffix(f"_{held.noun}") if held.key != held.noun else ""
    after = clause.after(held.end, THING)
    before = next(
        (entry for entry in reversed(clause.named) if entry.sort == THING and first.end <= entry.start and entry.end <= match.start()), None
    )
    per = holder or (after.key if after else "") or (before.key if before else "")
    return Demand(kind="total", text=clause.text, pointer=clause.pointer, things=(first.key,), per=(per or held.key,), within=held.noun)


def _several(clause: Clause, entry: Named) -> bool:
    """Tell whether words mean several rows together: they stand in the plural, or a sum is spoken of."""
    return entry.plural or bool(_SUM.match(clause.folded.lstrip()) or re.search(r"\b(?:sum|total)\b", clause.folded[: entry.start]))


def _spent(clause: Clause) -> Demand | None:
    """Read “a member may claim at most 200 euros per month”, “at most 30 days of leave per year for each employee”."""
    match = _FIGURE.search(clause.folded)
    every = re.search(PERIOD, match["tail"]) if match else None
    if match is None or (every is None and not _TOGETHER.search(clause.folded)) or _OF_THE_PRODUCT.search(clause.folded):
        return None
    for_each = re.search(r"\b(?:per|for each|for every|each|every)\s+(?=[a-z])", match["tail"])
    named = clause.after(match.start("tail") + for_each.end(), PERSON) if for_each else None
    subject = named or clause.before(match.start(), PERSON) or clause.anybody(len(clause.folded))
    if subject is None:
        return None
    of = re.match(r"\s+(?:of|for|in|on)\s+(?:their\s+|his\s+|her\s+)?(?=[a-z])", match["tail"])
    about = clause.after(match.start("tail") + of.end(), THING, ATTRIBUTE) if of else clause.before(match.start(), THING)
    value, unit, attribute = _measured(match)
    things = (about.key,) if about is not None else ()
    verbs = clause.verbs(0, match.start()) or clause.verbs()
    base = {"text": clause.text, "pointer": clause.pointer, "things": things, "actors": (subject.key,), "verbs": verbs}
    return Demand(kind="total", attribute=attribute, unit=unit, maximum=value, period=period(every) if every else "", **base)


def _measured(match: re.Match[str]) -> tuple[float | int, str, str]:
    """Return a figure's value and unit, and the name of what it measures; no name for money, which has several."""
    if match["sign"] or match["coin"]:
        return (*money(match), "")
    unit = match["unit"].rstrip("s")
    if unit in ("percent", "%"):
        return number(match["n"]), "percent", "percentage"
    return number(match["n"]), match["unit"], _NAMES.get(unit, f"{unit}s")


def _parts(clause: Clause) -> Demand | None:
    """Read “the shares of all owners of a flat may not exceed 100 %”, “the total weight of the parcels of a tour is at most 500 kg”."""
    match, cue = _FIGURE.search(clause.folded), _SUM.search(clause.folded)
    if match is None or cue is None or cue.start() > match.start() or re.search(PERIOD, match["tail"]):
        return None
    value, unit, measured = _measured(match)
    named = [entry for entry in clause.named if entry.end <= match.start() and entry.noun not in ("sum", "total")]
    things = [entry for entry in named if entry.sort == THING]
    attributes = [entry for entry in named if entry.sort == ATTRIBUTE]
    if not things:
        return None
    whole = [
        entry for entry in things[1:] if re.search(r"\b(?:of|on|in|for|per)\s+(?:an?|one|each|every|the same)\s+$", clause.folded[: entry.start])
    ]
    attribute = attributes[0].noun if attributes else measured
    if re.search(r"\bof\s+(?:an?|one|each|every)\s+\w+$", clause.folded[: match.start()].rstrip()) and not whole and len(things) == 1:
        return None  # “the shares of one member” are counted, or added up: nobody can tell
    per = (whole[0].key,) if whole else ()
    return Demand(
        kind="total", text=clause.text, pointer=clause.pointer, things=(things[0].key,), per=per, attribute=attribute, unit=unit, maximum=value
    )
