"""Rows for a started product: allowed by the rules, different where a rule wants that."""

from __future__ import annotations

import datetime
import itertools

import pytest

from phases.sandboxed.product.filling import Filling
from phases.sandboxed.product.resources import resources_of
from tests.unit.phases.product.models import TODO
from tests.unit.phases.product.rule_models import RULES, booking_model

NOW = datetime.datetime(2030, 1, 1, 12, tzinfo=datetime.UTC)


def filling(*names: str):
    model = booking_model(*(RULES[name] for name in names))
    return Filling(model, NOW), next(resource for resource in resources_of(model) if resource.id == "booking")


def test_unique_texts_differ_from_row_to_row():
    made, booking = filling("unique")
    assert len({made.values(booking)["title"] for _ in range(5)}) == 5


def test_rows_that_may_not_overlap_lie_apart():
    made, booking = filling("no_overlap_anywhere", "duration")
    rows = [made.values(booking) for _ in range(5)]
    assert all(before["ends_at"] <= after["starts_at"] for before, after in itertools.pairwise(rows))


def test_a_sum_a_period_that_many_rows_fit_into_still_ends_somewhere():
    made, booking = filling("total_period")
    assert made.values(booking)["starts_at"] == made.values(booking)["starts_at"], "rows need not lie apart"
    assert made.most(booking) == 500
    assert not made.unlimited(booking)


def test_moments_stay_within_the_time_that_the_rules_leave():
    made, booking = filling("limit", "lead")
    last = (NOW + datetime.timedelta(days=30)).isoformat().replace("+00:00", "Z")
    assert made.most(booking) is not None
    assert all(made.values(booking)["starts_at"] <= last for _ in range(20))


@pytest.mark.parametrize(("rule", "fields"), [("capacity", {"room"}), ("no_overlap", {"room"}), ("queue", {"room"}), ("bound", set())])
def test_what_a_rule_counts_by_refers_to_a_new_row_each_time(rule, fields):
    made, booking = filling(rule)
    assert made.apart(booking) == fields
    assert made.unlimited(booking) == (not fields)


def test_a_limit_without_a_period_bounds_how_many_there_may_be():
    made, booking = filling("limit_open")
    assert made.most(booking) == 1
    assert made.in_each_others_way(booking)


def test_a_changed_row_has_another_caption_and_is_else_the_same():
    todo = resources_of(TODO)[1]
    made = Filling(TODO, NOW)
    row = made.values(todo)
    changed = made.changed(todo, row)
    assert {name for name in row if row[name] != changed[name]} == {"title"}
