"""How large the product becomes: people, rows, bytes, as named inputs that the cost to run is computed from. Used by `pricing`.

What the idea says (a volume, a limit for each person) is cited; the rest is assumed, each with a range and what would replace it.
"""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule
from phases.sandboxed.planning.qualities import quality_of
from phases.sandboxed.planning.wording import lower
from phases.sandboxed.product.resources import Field, Resource, resources_of

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
    many = lower(main.plural)
    return [
        _people(model, domain),
        _rows(model, domain, many),
        given_input(
            "bytes_per_row", row_bytes(main), "bytes", by_rule(f"A row of {many} takes {row_bytes(main)} bytes by its fields.", "biz.size.row")
        ),
        assumption("years_kept", 3, "years", (0.4, 3.4), f"whoever keeps {many} says for how long"),
        given_input("copies_kept", 15, "copies", by_rule(f"The file with {many} and 14 daily copies of it are kept.", "arch.infra.backup")),
        given_input("machines", 1, "machines", by_rule(f"One machine serves {many}, because SQLite has one writer.", "arch.infra.one_replica")),
        assumption("machine_price_per_month", 6, "USD", (0.5, 4), "an offer for the smallest machine"),
        assumption("storage_price_per_gb_month", 0.1, "USD", (0.2, 3), "the storage price of the same offer"),
    ]


def given_input(name: str, value: float, unit: str, note: Claim, basis: str = "artifact") -> Input:
    """Return an input whose value is not assumed."""
    return {"name": name, "value": value, "unit": unit, "basis": basis, "note": note}


def assumption(name: str, value: float, unit: str, spread: tuple[float, float], replaced_by: str) -> Input:
    """Return an assumed input; `spread` are the factors of the lowest and the highest value that are looked at as well."""
    low, high = round(value * spread[0], 4), round(value * spread[1], 4)
    label = name.replace("_", " ")
    note = assumed(f"The {label} is {value:g} {unit}, between {low:g} and {high:g}.", f"no source says it; to be replaced: {replaced_by}")
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
            note = domain.claim(f"The idea speaks of {quantity.phrase}.", f"/quantities/{index}/phrase")
            return given_input("people", quantity.value, "people", note, "idea")
    return assumption("people", 30, "people", (0.2, 10), f"how many {lower(model.actors[0].name)}s sign in in the beta")


def _rows(model: DomainModel, domain: Given, many: str) -> Input:
    """Return how many rows a person makes in a month: no more than a limit of the idea allows."""
    for index, rule in enumerate(model.rules):
        if rule.kind == "limit" and rule.entity == model.entities[0].id and rule.per == ACCOUNT and rule.period in _PERIODS_A_MONTH and rule.maximum:
            value = rule.maximum * _PERIODS_A_MONTH[rule.period]
            note = domain.claim(f"{value:g} {many} a month is the most that one person may enter: {rule.text}", f"/rules/{index}/text")
            return given_input("rows_per_person_month", value, "rows", note, "idea")
    return assumption("rows_per_person_month", 12, "rows", (0.25, 5), f"how many {many} a person enters in the beta")
