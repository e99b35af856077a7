"""Every planted defect changes the product as it says, and one that no longer fits is told; one is judged by its guard here."""

import pytest

from tests.evaluation.defects import BY_NAME, DEFECTS, EditMisfits, edited
from tests.evaluation.judging import judged_by, plan_of
from tests.evaluation.models import LIBRARY
from tests.evaluation.planted import Caught, bench_of, plant
from tests.evaluation.products import product_of

PRODUCT = product_of(LIBRARY)


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_it_can_be_planted_and_its_gate_has_the_rubric_that_is_for_it(defect):
    assert defect.plant(PRODUCT) != PRODUCT.files
    plan = plan_of(defect.gate.phase)
    assert defect.rubric in {rubric.name for rubric in plan.rubrics}
    assert defect.gate.guard in plan.guards and set(defect.gate.agents) <= {agent.id for agent in plan.agents}


def test_an_edit_that_no_longer_fits_is_told():
    with pytest.raises(EditMisfits, match=r"app/api\.py has no 'nothing like this'"):
        edited("app/api.py", "nothing like this", "")(PRODUCT)


def test_the_check_is_removed_with_its_authors_tests_so_that_nobody_else_notices():
    planted = BY_NAME["removed check"].plant(PRODUCT)
    gone = sorted(set(PRODUCT.files) - set(planted))
    assert len(gone) == 2
    assert gone[0].startswith("app/features/rule_")
    assert gone[1].startswith("tests/test_us_")


def test_sql_by_string_is_caught_and_the_product_without_it_is_not(tmp_path):
    defect, own = BY_NAME["SQL by string"], BY_NAME["SQL by string"].gate
    found = plant(PRODUCT, defect, tmp_path / "planted")
    assert (found.caught, found.tripped) == (True, ("guard.staticAnalysis: critical_sast_max",))
    assert judged_by(bench_of(PRODUCT, tmp_path / "sound"), own.phase, own.guard, own.agents).rubrics == ()


def test_a_rubric_that_stands_in_the_way_anyway_has_caught_nothing():
    entry = "guard.secretScan: secrets_max"
    assert Caught(defect="leaked key", phase="security", rubric="secrets_max", tripped=(entry,)).caught
    assert not Caught(defect="leaked key", phase="security", rubric="secrets_max", tripped=(entry,), anyway=(entry,)).caught
