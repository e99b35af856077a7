"""How large the product becomes: people, rows, bytes, as named inputs that the cost to run is computed from. Used by `pricing`.

What the idea says (a volume, a limit for each person) is cited; the rest is assumed, each with a range and what would replace it.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule
from phases.sandboxed.planning.qualities import quality_of
from phases.sandboxed.product.resources import Field, Resource, resources_of
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import Speech

_PERIODS_A_MONTH = {"day": 30, "week": 4, "month": 1}
_PEOPLE = frozenset({"user", "users", "person", "persons", "people", "customer", "customers", "member", "members"})
# bytes that a value takes in the file, as a rule of thumb, and what each row takes beside its values
_BYTES = {"text": 60, "date": 10, "datetime": 20, "enum": 10, "integer": 4, "boolean": 1, "reference": 4, "number": 8}
LONG_TEXT_BYTES, ROW_BYTES = 600, 60
FORMULAS = (
    ("rows_per_year", "people * rows_per_person_month * 12", "rows"),
    ("storage_mb", "rows_per_year * bytes_per_row * years_kept * copies_kept / 1000000", "MB"),
    ("service_cost_per_month", "machines * machine_price_per_month + storage_mb / 1000 * storage_price_per_gb_month", "USD"),
)
Input = dict[str, Any]


def size_inputs(model: DomainModel, domain: Given) -> list[Input]:
    """Return the inputs of the cost to run."""
    main = resources_of(model)[0]
    say, speech = saying(main), speech_of(model)
    row = by_rule(say("A row of {it:many} takes {bytes} bytes by its fields.", bytes=row_bytes(main)), speech.rule("biz.size.row"))
    copies = by_rule(say("The file with {it:many} and 14 daily copies of it are kept."), speech.rule("arch.infra.backup"))
    machine = by_rule(say("One machine serves {it:many}, because SQLite has one writer."), speech.rule("arch.infra.one_replica"))
    return [
        _people(model, domain),
        _rows(model, domain, main),
        given_input("bytes_per_row", row_bytes(main), "bytes", row),
        assumption(speech, "years_kept", 3, "years", (0.4, 3.4), say("whoever keeps {it:many} says for how long")),
        given_input("copies_kept", 15, "copies", copies),
        given_input("machines", 1, "machines", machine),
        assumption(speech, "machine_price_per_month", 6, "USD", (0.5, 4), say("an offer for the smallest machine")),
        assumption(speech, "storage_price_per_gb_month", 0.1, "USD", (0.2, 3), say("the storage price of the same offer")),
    ]


def given_input(name: str, value: float, unit: str, note: Claim, basis: str = "artifact") -> Input:
    """Return an input whose value is not assumed."""
    return {"name": name, "value": value, "unit": unit, "basis": basis, "note": note}


def assumption(speech: Speech, name: str, value: float, unit: str, spread: tuple[float, float], replaced_by: str) -> Input:
    """Return an assumed input; `spread` are the factors of the lowest and the highest value that are looked at as well."""
    low, high = round(value * spread[0], 4), round(value * spread[1], 4)
    given = {"figure": speech.say(name.replace("_", " ")), "value": speech.number(value), "unit": speech.say(unit)}
    text = speech.say("The {figure} is {value} {unit}, between {low} and {high}.", low=speech.number(low), high=speech.number(high), **given)
    note = assumed(text, speech.say("no source says it; to be replaced: {by}", by=replaced_by))
    return {"name": name, "value": value, "unit": unit, "basis": "assumption", "low": low, "high": high, "note": note}


def row_bytes(resource: Resource) -> int:
    """Return how many bytes a row takes, by the types of its fields."""
    return ROW_BYTES + sum(_bytes(field) for field in resource.fields)


def _bytes(field: Field) -> int:
    return LONG_TEXT_BYTES if field.multiline else _BYTES[field.type]


def _people(model: DomainModel, domain: Given) -> Input:
    names = {name.lower() for actor in model.actors for name in (actor.name, f"{actor.name}s")} | _PEOPLE
    volume = quality_of(model, "volume")
    if volume and volume[1].value and volume[1].unit.lower() in names:
        return given_input("people", volume[1].value, "people", domain.repeated(f"/qualities/{volume[0]}/text"), "idea")
    for index, quantity in enumerate(model.quantities):
        if quantity.unit.lower() in names and quantity.value >= 1:
            note = domain.claim(speech_of(model).say("The idea speaks of {words}.", words=quantity.phrase), f"/quantities/{index}/phrase")
            return given_input("people", quantity.value, "people", note, "idea")
    speech = speech_of(model)
    who = speech.person(model.actors[0].name)
    return assumption(speech, "people", 30, "people", (0.2, 10), speech.say("how many {who:one}s sign in in the beta", who=who))


def _rows(model: DomainModel, domain: Given, main: Resource) -> Input:
    """Return how many rows a person makes in a month: no more than a limit of the idea allows."""
    say, speech = saying(main), speech_of(model)
    for index, rule in enumerate(model.rules):
        if rule.kind == "limit" and rule.entity == model.entities[0].id and rule.per == ACCOUNT and rule.period in _PERIODS_A_MONTH and rule.maximum:
            value = rule.maximum * _PERIODS_A_MONTH[rule.period]
            note = domain.claim(
                say("{most} {it:many} a month is the most that one person may enter: {words}", most=speech.number(value), words=rule.text),
                f"/rules/{index}/text",
            )
            return given_input("rows_per_person_month", value, "rows", note, "idea")
    return assumption(speech, "rows_per_person_month", 12, "rows", (0.25, 5), say("how many {it:many} a person enters in the beta"))
