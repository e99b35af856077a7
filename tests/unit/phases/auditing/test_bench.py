"""A guard on the audit's bench."""

import pytest

from phases.auditing.bench import Placed, make_product, run_guard
from phases.auditing.samples import sample

PRODUCT = make_product()
SCAN = "tool.code.secretScan"


def secrets(*placed):
    report = run_guard("guard.secretScan", "security", PRODUCT, placed)
    return report and report["metrics"]["secrets"]["value"]


def test_the_product_is_the_same_each_time():
    assert make_product() == PRODUCT


def test_the_guard_reads_the_report_that_was_placed():
    assert secrets(Placed(report=sample(SCAN, PRODUCT), phase="security")) == 0


@pytest.mark.parametrize("placed", [(), (Placed(report=sample(SCAN, PRODUCT), phase="release"),)])
def test_without_a_report_of_the_phase_there_is_no_value(placed):
    assert run_guard("guard.secretScan", "security", PRODUCT, placed)["verdict"] == "not_evaluable"


def test_a_guard_whose_evidence_was_changed_in_the_store_dies():
    assert run_guard("guard.secretScan", "security", PRODUCT, [Placed(report=sample(SCAN, PRODUCT), phase="security", tampered=True)]) is None


def test_a_tool_that_a_guard_calls_gives_the_placed_report_or_the_workers_own_about_its_death():
    suite, start = (Placed(report=sample(tool, PRODUCT), phase="build") for tool in ("tool.qa.unitTests", "tool.product.start"))
    told = run_guard("guard.buildCheck", "build", PRODUCT, [suite, start])
    assert [told["metrics"][name]["value"] for name in ("build_tests_pass", "service_starts")] == [1.0, True]
    told = run_guard("guard.buildCheck", "build", PRODUCT, [start])
    assert told["metrics"]["build_tests_pass"]["value"] is None
    assert "tool.qa.unitTests: tool.qa.unitTests died" in [entry["message"] for entry in told["findings"]]
