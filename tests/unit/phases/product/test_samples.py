"""Rows that the rules allow."""

from __future__ import annotations

import datetime

from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.samples import alternative, later, rows_an_account, sample
from tests.unit.phases.product.rule_models import RULES, booking_model, rule

NOW = datetime.datetime(2030, 1, 14, 8, 20, tzinfo=datetime.UTC)


def booking(*names):
    model = booking_model(*(RULES[name] for name in names))
    return model, resources_of(model)[1]


def test_numbers_lie_within_their_bounds():
    assert sample(*booking("bound"), NOW).values["people"] == 4
    assert sample(*booking("bound_number"), NOW).values["price"] == 1.5
    assert alternative(*booking("bound"), "people", NOW) == {"people": 5}


def test_an_end_lies_as_far_after_its_start_as_the_rules_want():
    values = sample(*booking("duration"), NOW).values
    assert values["ends_at"] == later(values["starts_at"], 60)


def test_moments_lie_within_what_rules_leave_for_them():
    model = booking_model(rule("lead", action="create", attribute="starts_at", minimum=60, maximum=120))
    ahead = datetime.datetime.fromisoformat(sample(model, resources_of(model)[1], NOW).values["starts_at"]) - NOW
    assert datetime.timedelta(hours=1) <= ahead <= datetime.timedelta(hours=2)


def test_rows_that_must_differ_do():
    made = sample(*booking("unique"), NOW)
    assert [made.row(number)["title"] for number in range(3)] == ["first title", "first title 2", "first title 3"]


def test_rows_of_one_place_lie_apart_and_those_of_new_places_need_not():
    anywhere, elsewhere = sample(*booking("no_overlap_anywhere"), NOW), sample(*booking("no_overlap"), NOW)
    assert anywhere.row(1)["starts_at"] >= anywhere.row(0)["ends_at"]
    assert elsewhere.row(1) == elsewhere.row(0)


def test_what_changes_with_a_moment_changes_too():
    changed = alternative(*booking("duration"), "starts_at", NOW)
    assert changed["ends_at"] == later(changed["starts_at"], 60)


def test_an_account_may_make_so_many_rows():
    assert [rows_an_account(*booking(name)) for name in ("limit", "limit_reference")] == [((2, ()),), ()]
