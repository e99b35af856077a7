"""The criteria of rules: for every kind one case at least that is accepted, and one that is refused or not seen."""

from __future__ import annotations

import pytest

from phases.sandboxed.planning.rule_acceptance import rule_cases
from phases.sandboxed.product.rules import rules_of
from phases.sandboxed.product.stories.rule_bodies.writing import rule_bodies
from tests.unit.phases.product.rule_models import RULES, booking_model, rule

REFUSED = ("refused", "nothing is stored", "not in the list", "not in it", "not found", "it is expired")


def cases_of(entry):
    model = booking_model(entry)
    return rule_cases(model, rules_of(model)[0])


@pytest.mark.parametrize("name", RULES)
def test_a_rule_has_an_accepted_and_a_refused_case(name):
    cases = cases_of(RULES[name])
    refused = [case for case in cases if any(words in case.then for words in REFUSED)]
    assert 0 < len(refused) < len(cases)
    assert len({(case.given, case.when, case.then) for case in cases}) == len({case.key for case in cases}) == len(cases)


@pytest.mark.parametrize("name", RULES)
def test_each_case_has_a_test(name):
    model = booking_model(RULES[name])
    bodies = rule_bodies(model, rules_of(model)[0])
    assert all(bodies[case.key] for case in cases_of(RULES[name]))


def test_what_nobody_may_do_is_no_case():
    # with the other rules a member may not book, so it never has a booking of its own
    model = booking_model(RULES["visibility"], RULES["access"])
    assert "own member" not in {case.key for case in rule_cases(model, rules_of(model)[0])}


def test_a_state_that_no_step_reaches_frees_nothing():
    freed = {case.key for case in cases_of(RULES["limit_open"])}
    nothing = {case.key for case in cases_of(rule("limit", maximum=1, ignored=["expired"]))}
    assert ("freed" in freed, "freed" in nothing) == (True, False)
