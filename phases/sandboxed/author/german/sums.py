"""Rules in German about what several rows come to together: once with each thing, a budget, what a person may spend in a time."""

from __future__ import annotations

import re

from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.author.domain import Attribute
from phases.sandboxed.author.german.figures import money, period
from phases.sandboxed.author.german.hearing import AMOUNTS, BEGIN, Hearing, Terms
from phases.sandboxed.author.german.things import Thing
from phases.sandboxed.author.german.times import UPPER
from phases.sandboxed.author.german.verbs import own_noun
from phases.sandboxed.author.german.vocabulary import is_person

_ONCE = r"\b(?:nur|höchstens|maximal|genau) (?:ein ?mal|ein einziges mal)\b|\bnicht (?:mehrfach|mehrmals|zweimal)\b"
_HOLDING = r"\b(?P<name>budget|guthaben|etat)s?\b"
_EXCEEDED = r"\bnicht (?:\w+ )?über(?:schr\w+|steig\w+|zogen|ziehen)\b|\bnie(?:mals)? (?:\w+ )?über(?:schr\w+|steig\w+|zogen|ziehen)\b"


def once(heard: Hearing) -> list[Terms]:
    """Return the limit of `jedes Mitglied darf ein Rezept nur einmal bewerten`: one row for each account and thing."""
    if not heard.says(_ONCE) or period(heard.text) or not heard.people or heard.clause.passive:
        return []
    own = next((found for lemma in heard.verbs if own_noun(lemma) and (found := heard.things.find(own_noun(lemma)))), None)
    target = next((thing for thing in heard.named() if thing is not own and not is_person(thing.name)), None)
    if own is None or target is None:
        return []
    scope = (heard.things.refer(own, target, heard.source),)
    own.demand(scope[0])
    return [{"kind": "limit", "entity": own.id, "maximum": 1, "per": heard.person_of(own) or ACCOUNT, "scope": scope}]


def total(heard: Hearing) -> list[Terms]:
    """Return the sum that a clause limits: by what a thing holds, or for each person in a time."""
    return _within(heard) or _spent(heard)


def _within(heard: Hearing) -> list[Terms]:
    """Read `die Ausgaben einer Veranstaltung dürfen das Budget nicht überschreiten`."""
    held = heard.says(_HOLDING)
    if held is None or not heard.says(_EXCEEDED):
        return []
    named = [thing for thing in heard.named() if thing.name.lower() != held["name"] and not is_person(thing.name)]
    if len(named) < 2 or not _has_amount(named[0]):
        return []
    rows, holder = named[:2]
    name = holder.keep(Attribute(name=held["name"], label=held["name"].capitalize(), type="number", required=True, unit="EUR"), heard.source)
    per = heard.things.refer(rows, holder, heard.source)
    rows.demand(per)
    holder.demand(name)
    return [{"kind": "total", "entity": rows.id, "attribute": heard.amount(rows), "within": name, "per": per}]


def _spent(heard: Hearing) -> list[Terms]:
    """Read `ein Mitglied darf höchstens 300 Euro im Monat abrechnen`."""
    every, upper = period(heard.text), heard.says(UPPER)
    value = money(heard.text[upper.end() :]) if upper else None
    if value is None or not every or not heard.people or heard.clause.passive:
        return []
    own = next((found for lemma in heard.verbs if own_noun(lemma) and (found := heard.things.find(own_noun(lemma)))), None)
    able = [thing for thing in heard.things if _has_amount(thing) and not re.fullmatch(_HOLDING, thing.name.lower())]
    thing = own if own is not None and _has_amount(own) else able[0] if len(able) == 1 else None
    if thing is None:
        return []
    timed = next((entry.name for name in BEGIN for entry in thing.attributes if entry.name == name and entry.type in ("date", "datetime")), "")
    terms = {"kind": "total", "entity": thing.id, "attribute": heard.amount(thing), "maximum": value, "period": every}
    return [{**terms, "per": heard.person_of(thing) or ACCOUNT, **({"on": timed} if timed else {})}]


def _has_amount(thing: Thing) -> bool:
    kept = thing.attribute(*AMOUNTS)
    return kept is not None and kept.type in ("number", "integer")
