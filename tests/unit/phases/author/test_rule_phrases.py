"""How typed rules read: a sentence for every kind, and the answer to whoever breaks one."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.business_rules import KINDS, Rule
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_phrases import deeds, told
from tests.unit.phases.planning.cast import STUDIO

MODEL = DomainModel.from_json(STUDIO)
RULES = {rule.kind: rule for rule in MODEL.rules}


def test_the_studio_has_a_rule_of_every_kind():
    assert set(RULES) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("bound", "The value people of a booking is between 1 and 40."),
        ("duration", "From start to end a booking takes between 30 minutes and 4 hours."),
        ("no_overlap", "Two bookings of one room never overlap between start and end, cancelled and lapsed ones aside."),
        ("capacity", "One workshop takes no more enrolments than its field places allows."),
        ("limit", "One person has in one week by start at most 3 bookings, cancelled and lapsed ones aside."),
        ("total", "The price of the bookings of one person comes in one month by start to 400 EUR at most, cancelled and lapsed ones aside."),
        ("lead", "To cancel a booking is possible at least 1 day before its start."),
        ("approval", "The step confirm of bookings whose price is above 100 EUR is taken by the manager alone."),
        ("expiry", "A booking that is still requested 2 days after the moment at which the booking was entered becomes lapsed."),
        ("statement", "Members leave the rooms tidy."),
    ],
)
def test_a_rule_is_told_with_its_things_and_numbers(kind: str, sentence: str):
    assert told(RULES[kind], MODEL) == sentence


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (
            {"kind": "limit", "entity": "enrolment", "maximum": 1, "per": "account", "scope": ["workshop_id"]},
            "One person has at one time at most one enrolment of one workshop.",
        ),
        (
            {"kind": "limit", "entity": "booking", "maximum": 3, "per": "account", "roles": ["member"]},
            "One member has at one time at most 3 bookings.",
        ),
        (
            {"kind": "lead", "entity": "enrolment", "action": "admit", "through": "workshop_id", "attribute": "held_on", "minimum": 1440},
            "To admit an enrolment is possible at least 1 day before the held date of its workshop.",
        ),
    ],
)
def test_a_rule_is_told_of_whom_and_of_what_it_counts_and_where_its_moment_stands(rule, sentence):
    assert told(Rule.from_json({"id": "rule_1", "text": "…", **rule}), MODEL) == sentence


def test_a_rule_binds_the_deeds_that_could_break_it():
    assert (deeds(RULES["lead"]), deeds(RULES["limit"]), deeds(RULES["expiry"])) == (("cancel",), ("create", "update"), ())
