"""A figure is worth something only over something that was looked at."""

import pytest

from phases.sandboxed.figures import Figure, empty
from phases.sandboxed.reports import tool_metric, tool_report

PRODUCER = {"tool": "unittest", "version": "1", "command": "python -m unittest", "exit_code": 0, "duration_ms": 1, "output_sha256": "a" * 64}
SHARE = Figure(metric="tests_pass", name="pass_share", tool="tool.x", unit="share", over=("/data/tests",))


def report(**data):
    return tool_report("tool.x", version="1", producers=[PRODUCER], data=data, measured={"load": {"requests": 7}})


@pytest.mark.parametrize("nothing", [0, -3, None, [], {}, "", "90", True, float("nan"), float("inf")])
def test_what_counts_nothing_is_empty(nothing):
    assert empty(report(tests=nothing), ["/data/tests"]) == "/data/tests"


def test_a_place_that_is_not_there_is_empty_and_numbers_and_lists_are_not():
    assert empty(report(), ["/data/tests"]) == "/data/tests"
    assert empty(report(tests=1, stories=["US-1"]), ["/data/tests", "/data/stories", "/measured/load/requests"]) == ""


def test_a_share_of_no_test_has_no_value():
    assert tool_metric(report(pass_share=1.0, tests=0), SHARE)["value"] is None
    assert tool_metric(report(pass_share=1.0), SHARE)["value"] is None
    assert tool_metric(report(pass_share=1.0, tests=2), SHARE)["value"] == 1.0


def test_errors_that_stand_alone_count_where_nothing_else_could_be_counted():
    errors = Figure(metric="errors", tool="tool.x", unit="errors", over=("/data/tables",), stands_alone=True)
    assert tool_metric(report(errors=0, tables=[]), errors)["value"] is None
    assert tool_metric(report(errors=2, tables=[]), errors)["value"] == 2
