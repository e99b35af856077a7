"""The audit of one phase, and that it can fail."""

import dataclasses

import pytest

from phases import gate
from phases.auditing.audit import audit_phase, run, totals
from phases.auditing.bench import make_product
from phases.contracts.plans import Rubric
from phases.gate import MET, NOT_EVALUABLE
from tests.unit.phases.auditing.plans import plan_of

PRODUCT = make_product()


def open_door(evidence, rubrics, waivers, now):
    """A gate that passes whatever it sees, and tells the verdicts as they are."""
    return dataclasses.replace(gate.evaluate(evidence, rubrics, waivers, now), pass_=True, reasons=())


def forgiving(evidence, rubrics, waivers, now):
    """A gate that takes what it cannot evaluate for met."""
    result = gate.evaluate(evidence, rubrics, waivers, now)
    verdicts = tuple(dataclasses.replace(v, outcome=MET, reason="") if v.outcome == NOT_EVALUABLE else v for v in result.verdicts)
    reasons = tuple(verdict.reason for verdict in verdicts if verdict.stands_in_the_way)
    return dataclasses.replace(result, pass_=not reasons, reasons=reasons, verdicts=verdicts)


def deaf_to_exit_codes(evidence, rubrics, waivers, now):
    """A gate that does not ask how a producer ended."""
    reports = [{**report, "metrics": {name: _ended_well(entry) for name, entry in report["metrics"].items()}} for report in evidence.guard_reports]
    return gate.evaluate(dataclasses.replace(evidence, guard_reports=tuple(reports)), rubrics, waivers, now)


def _ended_well(entry):
    producer = entry.get("producer") if isinstance(entry, dict) else None
    return {**entry, "producer": {**producer, "exit_code": 0}} if producer else entry


def test_a_phase_holds_when_no_fault_passes():
    found = audit_phase(plan_of("story-loop"), PRODUCT)
    assert (found.holds, found.passes, found.unfit) == (True, (), ())
    assert all(rubric.at_gate > 40 for rubric in found.rubrics)
    assert {rubric.rubric for rubric in found.rubrics if rubric.at_tools} == {"suite_pass_min"}


@pytest.mark.parametrize("lenient", [open_door, forgiving])
def test_a_lenient_gate_is_caught(lenient):
    found = audit_phase(plan_of("story-loop"), PRODUCT, lenient)
    assert not found.holds
    assert all(rubric.passes for rubric in found.rubrics)


def test_a_gate_that_is_lenient_in_one_thing_is_caught_in_that():
    found = audit_phase(plan_of("prd", only="stories_min"), PRODUCT, deaf_to_exit_codes)
    named = {name.removesuffix(", in a stored pack") for name in found.passes}
    assert {"stories_min: its producer ended with 1", "stories_min: its producer was killed"} <= named
    assert all("its producer" in name for name in named)


def test_a_phase_whose_sound_attempt_does_not_pass_cannot_be_audited():
    # no guard counts unicorns, so whatever the gate refuses proves nothing
    plan = dataclasses.replace(plan_of("prd"), rubrics=(Rubric(name="unicorns_min", value=1),))
    found = audit_phase(plan, PRODUCT)
    assert not found.holds and found.injections == 0
    assert "unicorns_min: no guard of the phase measures unicorns" in found.unfit


def test_an_optional_rubric_that_nobody_measured_is_excused_and_a_broken_one_is_not():
    found = audit_phase(plan_of("prd", only="stories_min", optional=True), PRODUCT)
    assert found.holds
    assert not audit_phase(plan_of("prd", only="stories_min", optional=True), PRODUCT, open_door).holds


def test_the_totals_count_all_phases_and_nothing_audited_does_not_hold():
    told = totals(run([plan_of("story-loop"), plan_of("prd", only="stories_min")]))
    assert told["holds"] and told["passes"] == 0
    assert told["injections"] == sum(phase["injections"] for phase in told["phases"]) > 300
    assert not totals([])["holds"]
