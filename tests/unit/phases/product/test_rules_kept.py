"""The rules of the idea in the built product: each kind's own tests pass, and fail once its module is taken away."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from phases.sandboxed.author.business_rules import KINDS
from phases.sandboxed.product.rules import rules_of
from phases.sandboxed.product.stories.reading import test_module as module_of
from phases.sandboxed.product.stories.rule_features import rule_module
from tests.unit.phases.product.rule_benches import product_in, run_tests, stories_of, without_rule
from tests.unit.phases.product.rule_models import ALL_KINDS, CROWDED, ELSEWHERE, RULES, TIGHT, booking_model, rule


def test_every_kind_that_a_program_can_check_is_tried():
    assert {entry["kind"] for entry in RULES.values()} == set(KINDS) - {"statement"}
    assert {rule.kind for rule in rules_of(ALL_KINDS)} == set(KINDS) - {"statement"}


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_kept_and_its_own_tests_fail_without_it(tmp_path, name):
    model = booking_model(RULES[name])
    stories = [story for story in stories_of(model) if story["action"] == "rule"]
    product = product_in(tmp_path / "product", model, stories)
    modules = [module_of(story).removesuffix(".py").replace("/", ".") for story in stories]
    kept = run_tests(product, modules)
    assert (kept["failures"], kept["tests"]) == ([], len(stories[0]["acceptance"])), kept["output"]
    if name == "required":
        no_longer_required(product, "people")
    else:
        without_rule(product, rule_module(rules_of(model)[0]))
    assert run_tests(product, modules)["failures"]


def test_rules_that_leave_each_other_little_room_have_tests_that_pass(tmp_path):
    model = booking_model(*TIGHT)
    outcome = run_tests(product_in(tmp_path / "product", model, stories_of(model)))
    assert outcome["failures"] == [], outcome["output"]


@pytest.mark.parametrize("names", [CROWDED, ELSEWHERE], ids=["crowded", "elsewhere"])
def test_rules_about_the_same_rows_are_not_in_each_others_way(tmp_path, names):
    model = booking_model(*({**RULES[name], "id": f"rule_{number}"} for number, name in enumerate(names, 1)))
    outcome = run_tests(product_in(tmp_path / "product", model, stories_of(model)))
    assert outcome["failures"] == [], outcome["output"]


def test_limits_by_role_leave_each_role_its_own_number(tmp_path):
    model = booking_model(RULES["limit_roles"], rule("limit", id="rule_more", maximum=3, per="account", roles=["manager"]))
    outcome = run_tests(product_in(tmp_path / "product", model, stories_of(model)))
    assert outcome["failures"] == [], outcome["output"]


def test_a_second_approval_of_large_ones_alone_has_tests_that_pass(tmp_path):
    every = rule("approval", action="confirm", roles=["member"])
    model = booking_model(every, {**RULES["approval_above"], "id": "rule_large"})
    outcome = run_tests(product_in(tmp_path / "product", model, stories_of(model)))
    assert outcome["failures"] == [], outcome["output"]


def no_longer_required(product, field):
    """Take a rule of kind `required` out of a product: out of the declaration, and out of the table."""
    declared = product / "app" / "resources.py"
    text = declared.read_text()
    declared.write_text(re.sub(rf'(name="{field}"[^\n]*?), required=True', r"\1", text))
    assert declared.read_text() != text
    for file in product.rglob("*.sql"):
        file.write_text(file.read_text().replace(f'"{field}" INTEGER NOT NULL', f'"{field}" INTEGER'))


def test_all_kinds_live_together_with_the_operations_reports_and_exports(tmp_path):
    stories = stories_of(ALL_KINDS)
    product = product_in(tmp_path / "product", ALL_KINDS, stories)
    outcome = run_tests(product)
    assert outcome["failures"] == [], outcome["output"]
    assert outcome["passed"] == outcome["tests"] > sum(len(story["acceptance"]) for story in stories)
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "E4,E7,E9,F,W,B", str(product)]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout
