"""What sentences demand, in keys of words, before it is fitted to the things that the product keeps.

This is the seam between the words of a language and the rest of the author: its sentences give `Mentions` (who and what) and `Demand`s
(which rules); `fitting` finds the entities and attributes that a demand means, adds what it presupposes, and makes `Rule`s.
Keys are those of `Mentions` (singular, snake_case); verbs are English base forms in every language, so that steps can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass

START, END = "start", "end"
MINUTES = {"minute": 1, "hour": 60, "day": 1440, "night": 1440, "week": 10080, "month": 43200, "year": 525600}


@dataclass(frozen=True, kw_only=True)
class Demand:
    """One demand, of one of the kinds of `business_rules.KINDS`. `text` are the idea's own words, a slice of what `pointer` leads to.

    things: what it is about, most telling first (of a limit: what is counted; of a capacity: what is counted, then what has the places)
    actors: whose doing it rules, in the end its roles; with `denied` those who must not
    verbs: what is done (create, update, delete, view, or the verb of a step)
    attribute: the name of a value, `start` or `end` for when a thing begins or ends, empty where the words name none
    per: keys of actors or things for each of which is counted; of a lead, the things whose beginning counts
    within: the name of the value of `per` that a sum may not exceed (the budget of an event)
    passive: something is done to the `actors`, who do nothing themselves (“a child may be registered once”)
    states: verbs of the steps that have not happened yet ("unconfirmed" → confirm)
    target: the state that a row comes to
    context: the thing that the text spoke of before, for words that name none (“The amount must be positive.”)
    implied: only how things are told implies it; where it fits nothing it is no rule at all
    """

    kind: str
    text: str
    pointer: str
    things: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()
    attribute: str = ""
    attributes: tuple[str, ...] = ()
    unit: str = ""
    minimum: float | int | None = None
    maximum: float | int | None = None
    above: float | int | None = None
    minutes: int | None = None
    period: str = ""
    per: tuple[str, ...] = ()
    within: str = ""
    passive: bool = False
    states: tuple[str, ...] = ()
    target: str = ""
    denied: bool = False
    context: str = ""
    implied: bool = False


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A report (`measure` of `attribute` of `things[0]`, `by` names, per `period`), an export, or a quality (`sort` is its kind).

    `quote` are the idea's words where `text` is not made of them alone.
    """

    kind: str  # report | export | quality
    text: str
    pointer: str
    quote: str = ""
    things: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    measure: str = "count"
    attribute: str = ""
    by: tuple[str, ...] = ()
    period: str = ""
    sort: str = "other"
    value: float | int | None = None
    unit: str = ""
