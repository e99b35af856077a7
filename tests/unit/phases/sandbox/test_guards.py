import pytest

from phases.sandbox.guards import check_guard_report
from phases.sandboxed.reports import guard_report, rule_metric
from runs.errors import TaskError

REPORT = guard_report(
    "guard.a",
    version="1",
    metrics={"count": rule_metric(1, "things", rule="r", version="1", over=[1])},
    findings=[{"severity": "low", "message": "look", "pointer": "/a"}],
)


def test_it_takes_a_whole_report_and_one_that_could_not_measure():
    check_guard_report("guard.a", REPORT)
    check_guard_report(
        "guard.a", guard_report("guard.a", version="1", metrics={"count": rule_metric(None, "things", rule="r", version="1", over=None)})
    )


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "passed"},
        {"metrics": {"count": {"value": 1}}},
        {"metrics": {"count": {**REPORT["metrics"]["count"], "value": "1"}}},
        {"findings": [{"message": "no severity"}]},
        {"extra": 1},
        {"guard": "guard.b"},
    ],
)
def test_it_refuses_anything_else(change):
    with pytest.raises(TaskError) as caught:
        check_guard_report("guard.a", {**REPORT, **change})

    assert caught.value.error_class == "schema"
