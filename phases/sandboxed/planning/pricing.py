"""The pricing model: named inputs, formulas over them, plans, and how far the result moves with what is only assumed.

What the idea or an artifact says is cited; every other figure is an assumption and says what would replace it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ideamine.lib.canonical import canonical_json
from phases.sandboxed.author.domain import DomainModel, Quantity
from phases.sandboxed.planning.claims import Claim, Given, by_rule, measured
from phases.sandboxed.planning.sizes import FORMULAS as SIZE_FORMULAS
from phases.sandboxed.planning.sizes import assumption, given_input, size_inputs
from phases.sandboxed.planning.surroundings import around
from phases.sandboxed.planning.wording import capital
from phases.sandboxed.speech import saying, speech_of
from phases.sandboxed.speech.saying import Speech, pattern, patterns

TOOL = "tool.biz.model"
OUTCOMES = ("service_cost_per_month", "break_even_customers", "payback_months")
HIGHEST_MONTHLY_PRICE = 1000
FORMULAS = (
    *SIZE_FORMULAS,
    ("build_days", "stories * days_per_story", "days"),
    ("build_cost", "build_days * day_cost", "USD"),
    ("customer_months", "1 / monthly_churn", "months"),
    ("lifetime_value", "price_per_month * customer_months", "USD"),
    ("break_even_customers", "ceil(service_cost_per_month / price_per_month)", "customers"),
    ("steady_customers", "new_customers_per_month / monthly_churn", "customers"),
    ("steady_profit_per_month", "steady_customers * price_per_month - service_cost_per_month", "USD"),
    ("payback_months", "build_cost / max(steady_profit_per_month, 1)", "months"),
)
# how people read the names of inputs and results
FIGURES = {
    label.replace(" ", "_"): label
    for label in (
        *patterns("rows per year", "storage mb", "service cost per month", "build days", "build cost", "customer months", "lifetime value"),
        *patterns("break even customers", "steady customers", "steady profit per month", "payback months"),
        *patterns("price per month", "days per story", "day cost", "new customers per month", "monthly churn", "years kept", "people"),
        *patterns("machine price per month", "storage price per gb month", "rows per person month"),
    )
}
UNITS = patterns("rows", "MB", "USD", "days", "months", "customers", "share", "people", "years", "stories", "bytes", "copies", "machines")
# name, value, unit, factors of the lowest and highest value, what would replace the assumption
_ASSUMED = (
    ("price_per_month", 9, "USD", (0.4, 3), pattern("what customers say that they would pay")),
    ("days_per_story", 2, "days", (0.5, 2.5), pattern("the time that the first stories took")),
    ("day_cost", 400, "USD", (0.5, 2), pattern("what the people who build it cost")),
    ("new_customers_per_month", 10, "customers", (0.2, 3), pattern("the sign-ups of the first beta month")),
    ("monthly_churn", 0.05, "share", (0.4, 3), pattern("how many beta customers left in a month")),
)
_MONEY = frozenset({"usd", "eur", "gbp", "$", "€", "£", "dollar", "dollars", "euro", "euros", "pound", "pounds"})
_A_PRICE = re.compile(r"\b(monthly|per month|a month|subscri|price|per user|fee)", re.IGNORECASE)


def named_price(model: DomainModel, told: str = "") -> tuple[int, Quantity] | None:
    """Return the index and quantity of the monthly price that the idea names, or None."""
    for index, quantity in enumerate(model.quantities):
        if quantity.unit.lower() in _MONEY and 0 < quantity.value <= HIGHEST_MONTHLY_PRICE and _A_PRICE.search(around(model, quantity, told)):
            return index, quantity
    return None


def inputs(model: DomainModel, domain: Given, stories: Given, told: str = "") -> list[dict[str, Any]]:
    """Return the inputs, each with a note that says where its value comes from; `told` is the text of the idea."""
    count, speech = len(stories.content["stories"]), speech_of(model)
    last = stories.content["stories"][-1]["id"]
    found = [
        {
            "name": "stories",
            "value": count,
            "unit": "stories",
            "basis": "artifact",
            "note": stories.claim(
                speech.say("The first release has {count} stories, from US-001 to {last}.", count=count, last=last), f"/stories/{count - 1}/id"
            ),
        }
    ]
    found += size_inputs(model, domain)
    price = named_price(model, told)
    for name, value, unit, spread, replaced_by in _ASSUMED:
        if name == "price_per_month" and price is not None:
            index, quantity = price
            note = domain.claim(speech.say("The idea names the price: {words}.", words=quantity.phrase), f"/quantities/{index}/phrase")
            found.append(given_input(name, quantity.value, quantity.unit, note, "idea"))
        else:
            found.append(assumption(speech, name, value, unit, spread, speech.say(replaced_by)))
    return found


def question(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what tool.biz.model is asked: every assumed input also at the ends of its range."""
    return {
        "inputs": {entry["name"]: entry["value"] for entry in entries},
        "formulas": [{"name": name, "expression": expression} for name, expression, _ in FORMULAS],
        "ranges": {entry["name"]: [entry["low"], entry["high"]] for entry in entries if entry["basis"] == "assumption"},
        "outcomes": list(OUTCOMES),
    }


def pricing_model(model: DomainModel, stories: Given, entries: list[dict[str, Any]], report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content of a PricingModel artifact, with claims, from what the tool computed. Raises KeyError for a missing result."""
    results, speech = report["data"]["results"], speech_of(model)
    covered = speech.say("Running costs are covered from {count} paying customers on.", count=_said(results["break_even_customers"]))
    return {
        "inputs": entries,
        "formulas": [{"name": name, "expression": expression, "unit": unit} for name, expression, unit in FORMULAS],
        "results": [_result(name, results[name], unit, speech) for name, _, unit in FORMULAS],
        "break_even": {
            "customers": results["break_even_customers"],
            "payback_months": results["payback_months"],
            "statement": measured(covered, TOOL, "/data/results/break_even_customers"),
        },
        "sensitivity": _by_swing([_row(index, row, entries, speech) for index, row in enumerate(report["data"]["sensitivity"])], results),
        "plans": _plans(model, stories, entries),
    }


def _said(value: float) -> str:
    """Return a number as the verifier renders it."""
    return canonical_json(value).decode()


def _result(name: str, value: float, unit: str, speech: Speech) -> dict[str, Any]:
    text = f"{capital(speech.say(FIGURES[name]))}: {_said(value)} {speech.say(unit)}."
    return {"name": name, "value": value, "unit": unit, "statement": measured(text, TOOL, f"/data/results/{name}")}


def _row(index: int, row: Mapping[str, Any], entries: list[dict[str, Any]], speech: Speech) -> dict[str, Any]:
    months = row["outcomes"]["payback_months"]
    usual = next(entry for entry in entries if entry["name"] == row["input"])
    text = speech.say(
        "With {input} at {value} instead of {usual} {unit}, the build would be paid back after {months} months.",
        input=speech.say(FIGURES[row["input"]]),
        value=speech.number(row["value"]),
        usual=speech.number(usual["value"]),
        unit=speech.say(usual["unit"]),
        months=_said(months),
    )
    return {**row, "statement": measured(text, TOOL, f"/data/sensitivity/{index}/outcomes/payback_months")}


def _by_swing(rows: list[dict[str, Any]], results: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return the rows, the inputs first that move the payback most; the two ends of an input stay together."""
    swing: dict[str, float] = {}
    for row in rows:
        change = abs((row["outcomes"]["payback_months"] or 0) - results["payback_months"])
        swing[row["input"]] = max(swing.get(row["input"], 0), change)
    return sorted(rows, key=lambda row: (-swing[row["input"]], row["input"], row["value"]))


def _plans(model: DomainModel, stories: Given, entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    speech = speech_of(model)
    told = stories.content["stories"]
    first = [story["id"] for story in told if story["priority"] == "must"] or [told[0]["id"]]
    price = next(entry["value"] for entry in entries if entry["name"] == "price_per_month")
    kinds = speech.listed(f"{speech.thing(entity):many}" for entity in model.entities)
    free = saying(model.entities[0], model)("The free plan lets people try {it:many} before they pay.")
    why_free: Claim = by_rule(free, speech.rule("biz.plan.free"))
    why_paid: Claim = by_rule(speech.say("The paid plan has every story, over {kinds}.", kinds=kinds), speech.rule("biz.plan.paid"))
    return [
        {"name": speech.say("Free"), "price_per_month": 0, "stories": first, "why": why_free},
        {"name": speech.say("Full"), "price_per_month": price, "stories": [story["id"] for story in told], "why": why_paid},
    ]
