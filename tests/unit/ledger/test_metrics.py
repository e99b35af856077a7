"""What phases and runs took."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from ledger import metrics
from ledger.models import PhaseMetric
from runs.models import Phase, Run, Task
from runs.transitions import step

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
EVIDENCE = {
    "guard_reports": [
        {"guard": "guard.a", "metrics": {"line_coverage": {"value": 0.9}, "critical_cves": {"value": None}}},
        {"guard": "guard.b", "metrics": {"tests_passed": {"value": 1.0}}},
    ]
}


@pytest.fixture
def phase(run):
    row = Phase.objects.create(
        run=run,
        name="qa",
        budgets={},
        status="completed",
        attempt=2,
        started_at=START,
        completed_at=START + timedelta(seconds=2.5),
        usage={"used": {"tokens": 7, "cost_usd": 0.5}, "reserved": {"x": {"tokens": 99}}},
    )
    for status, retries in [("succeeded", 0), ("succeeded", 2), ("failed", 0), ("dead", 1), ("cancelled", 0)]:
        Task.objects.create(phase=row, run=run, type="agent", target="A", input={}, status=status, retries=retries, idempotence_key=uuid.uuid4().hex)
    return row


def test_it_writes_one_row_at_the_end_of_a_phase(run, record, phase):
    for _ in range(2):
        with step(run.pk) as current:
            metrics.record_phase(current, phase, {"pass": True, "score": 100.0, "waived": ["x_max"]}, EVIDENCE)

    row = PhaseMetric.objects.get(run=run)
    assert (row.phase, row.data) == (
        "qa",
        {
            "status": "completed",
            "duration_ms": 2500,
            "gate": {"pass": True, "score": 100.0, "attempts": 2, "waived": ["x_max"]},
            "tasks": {"succeeded": 2, "failed": 2, "cancelled": 1, "retried": 2, "retries": 3, "crashes": 0},
            "usage": {"tokens": 7, "tools_minutes": 0, "gpu_hours": 0, "cost_usd": 0.5},
            "quality": {"line_coverage": 0.9, "critical_cves": None, "tests_passed": 1.0},
        },
    )


def test_a_phase_that_never_came_to_its_gate_has_a_row_too(run, record):
    phase = Phase.objects.create(run=run, name="qa", budgets={}, status="cancelled")
    with step(run.pk) as current:
        found = metrics.record_phase(current, phase, {}, {})
    assert (found.duration_ms, found.gate["pass"], found.quality) == (None, None, {})


def test_it_adds_up_a_run(run, record):
    Run.objects.filter(pk=run.pk).update(started_at=START, usage={"used": {"cost_usd": 1.25}})
    for number, status in enumerate(["completed", "completed", "failed"]):
        Phase.objects.create(run=run, name=f"p{number}", budgets={}, status=status)
    record(("gate", {"pass": True}), ("gate", {"pass": False}), ("gate", {"pass": True}), ("gate", {"pass": False}))

    found = metrics.run_metrics(run.pk, now=START + timedelta(seconds=3))
    assert (found.duration_ms, found.total_cost_usd) == (3000, 1.25)
    assert (found.phase_completion_rate, found.gate_pass_rate) == (2 / 3, 2 / 4)


def test_rates_of_a_run_that_did_nothing_are_unknown(run):
    found = metrics.run_metrics(run.pk, now=START)
    assert (found.duration_ms, found.phase_completion_rate, found.gate_pass_rate) == (None, None, None)


def test_there_are_no_figures_of_a_run_that_does_not_exist(db):
    with pytest.raises(LookupError):
        metrics.run_metrics(uuid.uuid4(), now=START)


def test_percentiles_are_those_of_all_runs_since_a_time(run):
    for day, milliseconds in enumerate([100, 200, 300, 400, 600]):
        PhaseMetric.objects.create(run=run, phase="qa", data={"duration_ms": milliseconds}, created_at=START + timedelta(days=day))
    PhaseMetric.objects.create(run=run, phase="qa", data={"duration_ms": None})

    assert metrics.phase_latencies() == [metrics.PhaseLatency(phase="qa", count=5, mean_ms=320, p50_ms=300, p95_ms=560, p99_ms=592)]
    assert [(found.count, found.p50_ms) for found in metrics.phase_latencies(since=START + timedelta(days=3))] == [(2, 500)]
