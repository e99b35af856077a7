"""Rules that do not go together are found by comparing them pairwise; ordinary rules are left alone."""

from __future__ import annotations

from typing import Any

import pytest

from phases.sandboxed.author.clashes import clashes, pairs_compared
from phases.sandboxed.author.domain import DomainModel
from tests.unit.phases.planning.cast import MODELS, STUDIO


def _found(*rules: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    numbered = [{"id": f"rule_{number}", "text": f"Rule {number}.", **rule} for number, rule in enumerate(rules, 1)]
    return [(clash.check, clash.weight) for clash in clashes(DomainModel.from_json({**STUDIO, **changes, "rules": numbered}))]


def _bound(**ends: int) -> dict[str, Any]:
    return {"kind": "bound", "entity": "booking", "attribute": "people", **ends}


def _limit(maximum: int, **keys: Any) -> dict[str, Any]:
    return {"kind": "limit", "entity": "booking", "per": "account", "maximum": maximum, **keys}


def _access(*roles: str, **keys: Any) -> dict[str, Any]:
    return {"kind": "access", "entity": "room", "actions": ["create"], "roles": list(roles), **keys}


def _approval(*roles: str, **keys: Any) -> dict[str, Any]:
    return {"kind": "approval", "entity": "booking", "action": "confirm", "roles": list(roles), **keys}


@pytest.mark.parametrize("name", MODELS)
def test_models_of_ordinary_ideas_have_no_contradiction(name: str):
    assert [clash for clash in clashes(DomainModel.from_json(MODELS[name])) if clash.weight == "contradiction"] == []


@pytest.mark.parametrize(
    ("rules", "check"),
    [
        ([_bound(minimum=10, maximum=5)], "empty_range"),
        ([_bound(minimum=10), _bound(maximum=5)], "empty_range"),
        ([_bound(maximum=10), _bound(maximum=5)], "two_ends"),
        ([_limit(3, period="week"), _limit(5, period="week")], "two_limits"),
        (
            [
                {"kind": "capacity", "entity": "enrolment", "reference": "workshop_id", "maximum": 12},
                {"kind": "limit", "entity": "enrolment", "per": "workshop_id", "maximum": 10},
            ],
            "two_limits",
        ),
        ([_access("manager"), _access("caretaker")], "nobody_may"),
        ([_approval("manager"), _approval("caretaker")], "nobody_may"),
        ([{"kind": "chronology", "entity": "booking", "start": a, "end": b} for a, b in (("starts_at", "ends_at"), ("ends_at", "starts_at"))],
         "reversed_order"),
        ([{"kind": "expiry", "entity": "booking", "minutes": n, "states": ["requested"], "target": "lapsed"} for n in (60, 120)], "two_ends"),
        ([{"kind": "queue", "entity": "enrolment", "action": "admit", "scope": scope} for scope in ([], ["workshop_id"])], "two_orders"),
    ],
)  # fmt: skip
def test_rules_that_cannot_both_hold_are_a_contradiction(rules: list[dict[str, Any]], check: str):
    assert _found(*rules) == [(check, "contradiction")] * len(_found(*rules)) != []


@pytest.mark.parametrize(
    "rules",
    [
        [_limit(3, period="day"), _limit(10, period="week")],
        [_limit(3, period="week"), _limit(3, period="week")],
        [_limit(3, period="week"), {**_limit(5, period="week"), "per": "room_id"}],
        [_bound(minimum=1), _bound(maximum=40)],
        [_access("manager"), {**_access("caretaker"), "actions": ["delete"]}],
    ],
)
def test_rules_that_go_together_are_let_through(rules: list[dict[str, Any]]):
    assert _found(*rules) == []


def test_limits_that_speak_of_different_people_are_a_tension():
    rules = [_limit(3, period="week", text="Members book 3 rooms a week."), _limit(9, period="week", text="Managers book 9 rooms a week.")]
    assert _found(*rules) == [("two_limits", "tension")]


def test_a_week_that_allows_less_than_a_day_is_a_tension():
    assert _found(_limit(9, period="day"), _limit(5, period="week")) == [("idle_limit", "tension")]


def test_a_rule_that_excludes_the_only_one_who_is_said_to_do_it_is_a_contradiction():
    rule = _access("caretaker", text="Only caretakers add rooms.")
    found = clashes(DomainModel.from_json({**STUDIO, "rules": [{"id": "rule_1", **rule}]}))
    assert [(clash.check, clash.weight, clash.second.text) for clash in found] == [("nobody_may", "contradiction", "Managers add rooms.")]


def test_an_action_that_the_idea_does_not_name_contradicts_nobody():
    model = DomainModel.from_json({**STUDIO, "rules": [{"id": "rule_1", "text": "Only caretakers.", **_access("caretaker")}]})
    assert clashes(model, implied=frozenset({3})) == ()


def test_a_report_on_rows_that_its_reader_may_not_see_is_a_contradiction():
    rule = {"kind": "visibility", "entity": "booking", "roles": ["member"], "text": "Members see their own bookings."}
    report = {"id": "report_1", "text": "Members see a report of all bookings.", "entity": "booking", "measure": "count"}
    assert _found(rule, reports=[report]) == [("hidden_report", "contradiction")]
    assert _found(rule, reports=[{**report, "text": "Bookings by month."}]) == []


def test_who_sees_own_rows_alone_can_hardly_confirm_those_of_others():
    rule = {"kind": "visibility", "entity": "booking", "roles": ["manager"], "text": "Managers see their own bookings."}
    assert _found(rule, _approval("manager")) == [("own_rows_only", "tension")]


def test_every_pair_is_counted():
    # 16 checkable rules: 120 pairs among them, and each with 7 actions and 2 reports
    assert pairs_compared(DomainModel.from_json(STUDIO)) == 120 + 16 * 9
