"""Plans follow the repository's files, thresholds follow the measured baseline."""

from __future__ import annotations

from phases.sandboxed.planning.claims import part
from phases.sandboxed.release.plans import COMPOSE, canary, deployment, rollback, thresholds

BASELINE = {
    "tool": "tool.release.baseline",
    "outcome": "ok",
    "data": {"commit": "a" * 40, "requests": 100, "error_share": 0.02},
    "measured": {"p95_ms": 30.0, "endpoints": {"GET /healthz": {"p95_ms": 4.0}}},
}


def test_thresholds_are_computed_from_the_baseline():
    # errors 0.02 + 0.01; latency 2 * 30 + 50; health min(10 * 4 + 50, 1000)
    assert thresholds(BASELINE) == [(0.02, 0.03), (30.0, 110.0), (4.0, 90.0)]


def test_the_health_threshold_is_never_above_a_second():
    slow = {**BASELINE, "measured": {"p95_ms": 30.0, "endpoints": {"GET /healthz": {"p95_ms": 400.0}}}}
    assert thresholds(slow)[2] == (400.0, 1000)


def test_without_a_baseline_there_are_formulas_and_no_figures():
    content, _ = part(canary({**BASELINE, "outcome": "error"}))
    assert content["measured_on"] is None
    assert {(rule["baseline"], rule["threshold"]) for rule in content["rules"]} == {(None, None)}


def test_without_containers_the_plan_names_none():
    content, _ = part(deployment(["VERSION", "app/__main__.py", "openapi.json"]))
    commands = " ".join(command for step in content["steps"] for command in step["commands"])
    assert [environment["name"] for environment in content["environments"]] == ["local"]
    assert "docker" not in commands


def test_with_containers_the_data_is_copied_out_of_the_volume():
    content, _ = part(rollback([COMPOSE, "Dockerfile"], "b" * 40))
    assert any(f"{COMPOSE} cp app:/var/lib/app" in command for step in content["steps"] for command in step["commands"])


def test_a_rehearsal_that_broke_is_none():
    content, _ = part(rollback([], "b" * 40, {"outcome": "error", "data": {}}))
    assert content["rehearsal"] is None
