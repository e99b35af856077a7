"""Retry decisions: pure, by class of error."""

import pytest

from runs.engine.retries import backoff_seconds, decide


@pytest.mark.parametrize(
    ("error_class", "retries", "action", "counts"),
    [
        ("transient", 0, "retry", 1),
        ("transient", 4, "retry", 1),
        ("transient", 5, "dead", 0),
        ("schema", 0, "retry", 1),
        ("schema", 1, "fail", 0),
        ("tool_down", 0, "retry", 1),
        ("tool_down", 5, "dead", 0),
        ("dependency_down", 99, "park", 0),
        ("fatal", 0, "fail", 0),
        ("cancelled", 0, "fail", 0),
    ],
)
def test_it_decides_by_class_and_attempts(error_class, retries, action, counts):
    decision = decide(error_class=error_class, retries=retries, seed="t")
    assert (decision.action, decision.counts) == (action, counts)


def test_a_throttled_call_waits_as_long_as_it_was_told():
    assert decide(error_class="throttled", retries=0, retry_after_s=17).delay_s == 17


def test_a_schema_error_is_repaired_without_waiting():
    assert decide(error_class="schema", retries=0).delay_s == 0


def test_backoff_is_full_jitter_below_the_doubling_cap():
    for retries, ceiling in ((0, 1), (1, 2), (3, 8), (10, 60)):  # min(60, 1 · 2^n)
        waits = [backoff_seconds(retries, seed=f"task-{number}") for number in range(200)]
        assert all(0 <= wait <= ceiling for wait in waits)
        assert min(waits) < 0.1 * ceiling and max(waits) > 0.9 * ceiling


def test_the_same_seed_gives_the_same_wait():
    assert backoff_seconds(3, seed="a") == backoff_seconds(3, seed="a") != backoff_seconds(3, seed="b")


def test_an_unknown_class_is_refused():
    with pytest.raises(KeyError):
        decide(error_class="surprising", retries=0)
