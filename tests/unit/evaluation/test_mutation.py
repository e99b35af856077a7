"""The mutation check on one product: whole, every sealed check passes; without the code of a rule, those of that rule fail."""

from dataclasses import replace

import pytest

from phases.sandboxed.quality.sealed.running import run_checks
from tests.evaluation.models import MODELS, ROOMS
from tests.evaluation.mutation import NO_CODE, implied_by, mutants
from tests.evaluation.products import features_of, product_of, with_features, written

PRODUCT = product_of(ROOMS)


def test_every_sealed_check_passes_on_the_whole_product(tmp_path):
    result = run_checks(PRODUCT.sealed["checks"], written(PRODUCT.files, tmp_path / "product"), tmp_path / "stage")
    assert [(outcome.check["title"], outcome.message) for outcome in result.failures] == []
    assert len(result.executed) > 45


@pytest.mark.parametrize("rule", ["rule_3", "rule_6"])
def test_without_the_code_of_a_rule_its_refused_checks_fail_and_its_allowed_ones_still_pass(rule, tmp_path):
    mutant = next(mutant for mutant in mutants(PRODUCT) if mutant.rule["id"] == rule)
    own = [check for check in PRODUCT.sealed["checks"] if check["rule"] == rule]
    result = run_checks(own, written(mutant.files, tmp_path / "product"), tmp_path / "stage")
    assert result.boots
    assert {(outcome.check["case"], outcome.passed) for outcome in result.outcomes} == {("allowed", True), ("refused", False)}


@pytest.mark.parametrize("name", MODELS)
def test_every_rule_has_code_of_its_own_that_can_be_taken_away(name):
    product = product_of(MODELS[name])
    for mutant in mutants(product):
        changed = {file for file in {*product.files, *mutant.files} if product.files.get(file) != mutant.files.get(file)}
        own = {"app/resources.py"} if mutant.rule["kind"] == "required" else {mutant.taken, "app/features/__init__.py"}
        assert changed == own


def test_a_rule_without_code_is_told_by_its_mutant_which_lacks_nothing():
    left = {name: source for name, source in features_of(PRODUCT.files).items() if name != "rule_3"}
    product = replace(PRODUCT, files=with_features(PRODUCT.files, left))
    mutant = next(mutant for mutant in mutants(product) if mutant.rule["id"] == "rule_3")
    assert (mutant.taken, mutant.files) == (NO_CODE, product.files)


def test_an_order_that_a_shortest_duration_implies_cannot_be_told_from_its_absence():
    order = {"id": "rule_9", "kind": "chronology", "entity": "booking", "start": "starts_at", "end": "ends_at"}
    assert implied_by(ROOMS, order) == "rule_2"
    assert implied_by(ROOMS, {**order, "start": "made_at"}) == ""
    assert implied_by(MODELS["library"], MODELS["library"]["rules"][11]) == ""
