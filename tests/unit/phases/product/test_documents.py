"""The README of a product says who may do what, and says nothing twice."""

from __future__ import annotations

from phases.sandboxed.product.documents import readme
from tests.unit.phases.product.models import AWKWARD, MODELS
from tests.unit.phases.product.rule_models import ROLES, RULES, booking_model


def lines(model):
    return readme(model).splitlines()


def powers(*rules):
    told = lines(booking_model(*rules))
    return next((line for line in told[told.index("## For whom") :] if line.startswith("| Booking ")), "")


def test_it_shows_by_thing_which_role_may_do_what():
    assert powers(RULES["access"]) == "| Booking | everybody | Manager | everybody | Manager | confirm: Manager; the others: everybody |"


def test_who_sees_only_its_own_rows_acts_on_no_others():
    own = "Member (own), Manager"
    assert powers(RULES["visibility"]) == f"| Booking | {own} | everybody | {own} | {own} | {own} |"


def test_an_approval_beyond_an_amount_leaves_what_is_below_to_everybody():
    told = powers(RULES["approval_above"])
    assert told.endswith("| confirm: Member (up to 100), Manager; the others: everybody |")


def test_what_everybody_may_do_is_not_claimed_where_a_rule_says_otherwise():
    everything = "Everybody with an account may do everything."
    assert everything in lines(booking_model(RULES["bound"]))
    alone = {**booking_model(RULES["visibility"]), "actors": ROLES[:1]}
    assert everything not in lines(alone)


def test_names_are_no_markup():
    model = {**AWKWARD, "actors": [{"id": "a", "name": "A | B", "description": ""}, {"id": "c", "name": "C", "description": ""}]}
    entity = model["entities"][0]["id"]
    model["rules"] = [{"id": "r", "text": "R.", "kind": "access", "entity": entity, "actions": ["create"], "roles": ["a"]}]
    assert any("A \\| B" in line for line in lines(model))


def test_a_summary_that_repeats_the_title_is_left_out():
    model = {**MODELS["todo"], "title": "Todo app"}
    assert lines({**model, "summary": "todo app"})[:3] == ["# Todo app", "", "## Start"]
    assert lines({**model, "summary": "Keeps what is to do."})[:5] == ["# Todo app", "", "Keeps what is to do.", "", "## Start"]
