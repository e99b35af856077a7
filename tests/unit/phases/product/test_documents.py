"""The README of a product says who may do what, and says nothing twice."""

from __future__ import annotations

from phases.sandboxed.product.documents import readme
from tests.unit.phases.product.models import AWKWARD, MODELS
from tests.unit.phases.product.rule_models import RULES, booking_model


def lines(model):
    return readme(model).splitlines()


def test_it_shows_by_thing_which_role_may_do_what():
    told = [line for line in lines(booking_model(RULES["access"], RULES["visibility"])) if line.startswith("| ")]
    assert told[:4] == [
        "| what | may see | may add | may change | may delete | may take the steps |",
        "| --- | --- | --- | --- | --- | --- |",
        "| Room | everybody | everybody | everybody | everybody | – |",
        "| Booking | Member (own), Manager | Manager | everybody | Manager | confirm: Manager; the others: everybody |",
    ]


def test_roles_that_may_do_everything_need_no_table():
    alone = {**AWKWARD, "actors": [{"id": "clerk", "name": "Clerk", "description": "Works."}]}
    assert "Everybody with an account may do everything." in lines(alone)
    assert "Every role may do everything." in lines(booking_model(RULES["bound"]))


def test_a_summary_that_repeats_the_title_is_left_out():
    model = {**MODELS["todo"], "title": "Todo app"}
    assert lines({**model, "summary": "todo app"})[:3] == ["# Todo app", "", "## Start"]
    assert lines({**model, "summary": "Keeps what is to do."})[:5] == ["# Todo app", "", "Keeps what is to do.", "", "## Start"]
