"""Sentences about sums, about once for each thing, about groups of people and moments elsewhere: the rule that each states, or none."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.reading import read_idea

CLUB = (
    "Members add recipes with a title. Organisers plan events with a name, a start date and a budget. Members register for events and "
    "submit expenses with an amount and a date for an event. Members borrow tools."
)
STATED = [
    ("Each member may rate a recipe once.", {"kind": "limit", "entity": "rating", "maximum": 1, "per": "account", "scope": ["recipe"]}),
    ("A member cannot rate a recipe more than once.", {"kind": "limit", "entity": "rating", "maximum": 1, "scope": ["recipe"]}),
    ("Nobody may review the same recipe twice.", {"kind": "limit", "entity": "review", "maximum": 1, "per": "account", "scope": ["recipe"]}),
    ("A member may write one review per recipe.", {"kind": "limit", "entity": "review", "maximum": 1, "scope": ["recipe"]}),
    ("The expenses of an event must not exceed its budget.", {"kind": "total", "entity": "expense", "within": "budget", "per": "event"}),
    ("A budget is never overspent.", {"kind": "total", "entity": "expense", "within": "budget", "per": "event"}),
    (
        "At most 500 euro of expenses per person and month.",
        {"kind": "total", "entity": "expense", "attribute": "amount", "maximum": 500, "per": "account", "period": "month"},
    ),
    ("A member may spend at most 200 euros per week.", {"kind": "total", "entity": "expense", "maximum": 200, "period": "week"}),
    (
        "Members may borrow 3 tools at a time, organisers 10.",
        {"kind": "limit", "entity": "loan", "maximum": 10, "per": "account", "roles": ["organiser"]},
    ),
    (
        "A registration can be cancelled until 24 hours before the event starts.",
        {"kind": "lead", "entity": "registration", "action": "cancel", "through": "event", "minimum": 1440},
    ),
]
# what a program that kept it would keep wrongly, or that binds nothing
NOT_STATED = [
    ("Members can borrow five tools at once.", "scope"),
    ("Running it costs at most 20 euros per month.", "maximum"),
    ("Once the event is over, members rate it.", "scope"),
    ("Members log in once a day.", "scope"),
    ("The costs should not exceed the expectations.", "within"),
]


def rules_of(sentence):
    return [rule.to_json() for rule in read_idea({"text": f"{CLUB} {sentence}"}).model.rules]


@pytest.mark.parametrize(("sentence", "terms"), STATED)
def test_a_sentence_is_the_rule_that_it_states(sentence, terms):
    found = rules_of(sentence)
    assert [rule for rule in found if all(rule.get(key) == value for key, value in terms.items())], found


@pytest.mark.parametrize(("sentence", "key"), NOT_STATED)
def test_what_only_sounds_like_it_is_no_such_rule(sentence, key):
    assert [rule for rule in rules_of(sentence) if rule["kind"] in ("limit", "total") and rule.get(key)] == []
