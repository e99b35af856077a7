"""The gate: what is measured passes or not, what is not measured never does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases import gate
from phases.contracts.evidence import EvidencePack
from phases.contracts.plans import Rubric
from phases.gate import ActiveWaiver

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
PRODUCER = {"tool": "rule.x", "version": "1.0.0", "command": "rule x", "exit_code": 0, "duration_ms": 0}
SHA = "a" * 64


def metric(value, **keys):
    return {"value": value, "unit": "count", "producer": PRODUCER, "output_sha256": SHA, **keys}


def report(guard="guard.one", **metrics):
    entries = {name: value if isinstance(value, dict) else metric(value) for name, value in metrics.items()}
    return {"guard": guard, "version": "1.0.0", "verdict": "pass", "metrics": entries, "findings": []}


def judge(rubrics, *reports, waivers=()):
    pack = EvidencePack(artifacts=(), guard_reports=reports)
    return gate.evaluate(pack, [Rubric.from_json(name, entry) for name, entry in rubrics.items()], waivers, NOW)


def waiver(rubric, expires_at=NOW + timedelta(days=1)):
    return ActiveWaiver(rubric=rubric, expires_at=expires_at)


@pytest.mark.parametrize(
    ("rubric", "limit", "value"),
    [
        ("grounding_min", 0.85, 0.85),
        ("grounding_min", 0.85, 1),
        ("contradictions_max", 0, 0),
        ("ambiguity_max", 0.1, 0.1),
        ("citations_required", True, True),
        ("personas_count", [3, 5], 3),
        ("personas_count", [3, 5], 5),
        ("personas_count", 4, 4),
        ("personas_count", 4, 4.0),
    ],
)
def test_it_passes_what_is_met(rubric, limit, value):
    result = judge({rubric: limit}, report(**{rubric.rpartition("_")[0]: value}))
    assert (result.pass_, result.score, result.reasons, result.required_actions) == (True, 100.0, (), ())


@pytest.mark.parametrize(
    ("rubric", "limit", "value", "reason", "action"),
    [
        ("contradictions_max", 0, 5, "contradictions_max exceeded: 5 > 0", "bring contradictions down to at most 0"),
        ("grounding_min", 0.85, 0.71, "grounding_min not met: 0.71 < 0.85", "raise grounding to at least 0.85"),
        # rounded to four decimals it would read 0.85 < 0.85
        ("grounding_min", 0.85, 0.84999999, "grounding_min not met: 0.84999999 < 0.85", "raise grounding to at least 0.85"),
        ("citations_required", True, False, "citations_required not met: false", "provide citations"),
        ("personas_count", [3, 5], 2, "personas_count not met: 2 is not in 3..5", "bring personas to 3..5"),
        ("personas_count", [3, 5], 6, "personas_count not met: 6 is not in 3..5", "bring personas to 3..5"),
        ("personas_count", 4, 3, "personas_count not met: 3 != 4", "bring personas to 4"),
    ],
)
def test_it_says_why_and_what_to_do(rubric, limit, value, reason, action):
    result = judge({rubric: limit}, report(**{rubric.rpartition("_")[0]: value}))
    assert (result.pass_, result.score, result.reasons, result.required_actions) == (False, 0.0, (reason,), (action,))
    assert result.not_evaluable == ()


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (None, "no value was measured"),
        (float("nan"), "nan is no finite number"),
        (float("inf"), "inf is no finite number"),
        (float("-inf"), "-inf is no finite number"),
        (-1, "-1 is negative"),
        ("0", "'0' is no number"),
        (True, "True is no number"),
        ([0], "[0] is no number"),
        ({"x": 0}, "the report is empty"),
        (metric(0, producer=None), "no producer is named"),
        (metric(0, producer={}), "no producer is named"),
        (metric(0, producer={**PRODUCER, "tool": ""}), "no producer is named"),
        (metric(0, producer={**PRODUCER, "exit_code": None}), "its producer has no exit code"),
        (metric(0, producer={**PRODUCER, "exit_code": True}), "its producer has no exit code"),
        (metric(0, output_sha256="abc"), "no output is bound to it"),
        (metric(0, output_sha256=None), "no output is bound to it"),
    ],
)
def test_junk_is_not_evaluable(entry, why):
    result = judge({"high_cves_max": 0}, report(high_cves=entry))
    assert result.reasons == (f"high_cves_max not evaluable: {why}",)
    assert (result.pass_, result.not_evaluable, result.required_actions) == (False, ("high_cves_max",), ("measure high_cves",))


def test_a_missing_metric_is_not_evaluable():
    assert judge({"high_cves_max": 0}).reasons == ("high_cves_max not evaluable: no report",)
    assert judge({"high_cves_max": 0}, report(other=0)).reasons == ("high_cves_max not evaluable: no report",)


@pytest.mark.parametrize("broken", [{}, {"guard": "g", "metrics": None}, {"guard": "g", "metrics": []}, None, "text"])
def test_a_broken_report_measures_nothing(broken):
    assert judge({"high_cves_max": 0}, broken).reasons == ("high_cves_max not evaluable: no report",)


@pytest.mark.parametrize(("value", "why"), [(1, "1 is not true or false"), ("true", "'true' is not true or false"), (None, "no value was measured")])
def test_required_takes_a_boolean_only(value, why):
    assert judge({"citations_required": True}, report(citations=value)).reasons == (f"citations_required not evaluable: {why}",)


def test_a_count_is_whole():
    assert judge({"personas_count": [3, 5]}, report(personas=3.5)).reasons == ("personas_count not evaluable: 3.5 is no count",)


def test_two_guards_that_disagree_are_not_believed():
    result = judge({"secrets_max": 0}, report("guard.a", secrets=0), report("guard.b", secrets=2))
    assert result.reasons == ("secrets_max not evaluable: the reports disagree: guard.a says 0, guard.b says 2",)
    assert judge({"secrets_max": 0}, report("guard.a", secrets=0), report("guard.b", secrets=0)).pass_
    assert not judge({"secrets_max": 0}, report("guard.a", secrets=0), report("guard.b", secrets=None)).pass_


def test_no_rubrics_are_no_pass():
    result = judge({}, report(anything=1))
    assert (result.pass_, result.score) == (False, 0.0)
    assert result.reasons == ("no rubric was evaluated: a gate without evidence does not pass",)


def test_an_optional_rubric_may_be_not_evaluable_and_shows_it():
    rubrics = {"grounding_min": 0.85, "rate_min": {"value": 1.0, "optional": True}}
    result = judge(rubrics, report(grounding=0.9))
    assert (result.pass_, result.score, result.not_evaluable) == (True, 50.0, ("rate_min",))
    assert not judge(rubrics, report(grounding=0.9, rate=0.5)).pass_


@pytest.mark.parametrize(
    "broken",
    [
        metric(float("nan")),
        metric("1"),
        metric(-1),
        metric(1, producer=None),
        metric(1, producer={**PRODUCER, "exit_code": 1}),
        metric(1, output_sha256=""),
        {},
    ],
)
def test_an_optional_rubric_excuses_no_broken_evidence(broken):
    result = judge({"grounding_min": 0.85, "rate_min": {"value": 1.0, "optional": True}}, report(grounding=0.9, rate=broken))
    assert (result.pass_, result.not_evaluable) == (False, ("rate_min",))


def test_what_would_be_met_needs_a_producer_that_ended_well():
    ended = {"producer": {**PRODUCER, "exit_code": 2}}
    assert judge({"cves_max": 0}, report(cves=metric(0, **ended))).reasons == (
        "cves_max not evaluable: guard.one read it from a producer that ended with exit code 2",
    )
    # tools tell by their exit code that they found something: what they found still counts
    assert judge({"cves_max": 0}, report(cves=metric(3, **ended))).reasons == ("cves_max exceeded: 3 > 0",)


def test_no_share_is_more_than_the_whole():
    assert judge({"rate_min": 0.8}, report(rate=metric(7.3, unit="share"))).reasons == ("rate_min not evaluable: 7.3 is more than the whole share",)
    assert judge({"rate_min": 80}, report(rate=metric(100, unit="percent"))).pass_
    assert not judge({"rate_min": 80}, report(rate=metric(730, unit="percent"))).pass_


@pytest.mark.parametrize("rubric", ["rate_min", "rate_max", "rate_count"])
def test_a_limit_that_is_no_number_is_never_met(rubric):
    assert not judge({rubric: float("nan")}, report(rate=1)).pass_


def test_optional_rubrics_alone_do_not_pass_unmeasured():
    assert not judge({"rate_min": {"value": 1.0, "optional": True}}).pass_


def test_the_score_counts_what_is_met_of_all():
    # 1 of 3 met: 33.33
    result = judge({"a_min": 1, "b_max": 0, "c_required": True}, report(a=1, b=2))
    assert result.score == 33.33
    assert result.reasons == ("b_max exceeded: 2 > 0", "c_required not evaluable: no report")


def test_a_waiver_lifts_one_rubric_until_it_expires():
    rubrics, evidence = {"grounding_min": 0.85, "high_cves_max": 0}, report(grounding=0.9, high_cves=2)
    result = judge(rubrics, evidence, waivers=[waiver("high_cves_max")])
    assert (result.pass_, result.waived, result.score, result.reasons) == (True, ("high_cves_max",), 50.0, ())
    assert not judge(rubrics, evidence, waivers=[waiver("high_cves_max", NOW)]).pass_
    assert not judge(rubrics, evidence, waivers=[waiver("grounding_min")]).pass_


def test_a_waiver_also_lifts_what_is_not_evaluable():
    result = judge({"grounding_min": 0.85, "high_cves_max": 0}, report(grounding=0.9), waivers=[waiver("high_cves_max")])
    assert (result.pass_, result.waived, result.not_evaluable) == (True, ("high_cves_max",), ("high_cves_max",))


def test_a_hard_rubric_is_never_waived():
    result = judge({"secrets_max": {"value": 0, "hard": True}}, report(secrets=1), waivers=[waiver("secrets_max")])
    assert (result.pass_, result.waived, result.reasons) == (False, (), ("secrets_max exceeded: 1 > 0",))


def test_what_is_met_needs_no_waiver():
    assert judge({"secrets_max": 0}, report(secrets=0), waivers=[waiver("secrets_max")]).waived == ()


def test_its_json_has_the_keys_of_the_contract():
    result = judge({"contradictions_max": 0}, report(contradictions=5)).as_json()
    assert result == {
        "pass": False,
        "score": 0.0,
        "reasons": ["contradictions_max exceeded: 5 > 0"],
        "required_actions": ["bring contradictions down to at most 0"],
        "waived": [],
        "not_evaluable": [],
    }


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.text(max_size=5),
    st.integers(max_value=-1),
    st.floats(max_value=-0.001),
    st.sampled_from([float("nan"), float("inf"), float("-inf")]),
)
JUNK = st.recursive(
    SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)), max_leaves=5
)
RUBRICS = st.sampled_from([("x_min", 0), ("x_min", 0.5), ("x_max", 0), ("x_max", 10**9), ("x_count", 0), ("x_count", [0, 9]), ("x_required", True)])


@given(rubric=RUBRICS, junk=JUNK)
def test_a_junk_value_never_passes(rubric, junk):
    name, limit = rubric
    if name == "x_required" and junk is True:
        return
    assert not judge({name: limit}, report(x=metric(junk))).pass_


@given(rubric=RUBRICS, junk=JUNK)
def test_a_junk_entry_never_passes(rubric, junk):
    assert not judge(dict([rubric]), {"guard": "g", "metrics": {"x": junk}}).pass_


@given(value=st.integers(min_value=0, max_value=10), producer=JUNK, output=JUNK)
def test_a_value_without_a_producer_never_passes(value, producer, output):
    assert not judge({"x_min": 0}, report(x=metric(value, producer=producer))).pass_
    assert not judge({"x_min": 0}, report(x=metric(value, output_sha256=output))).pass_


@given(values=st.lists(st.integers(min_value=0, max_value=3), min_size=1, max_size=4), limit=st.integers(min_value=0, max_value=3))
def test_the_order_of_reports_changes_nothing(values, limit):
    reports = [report(f"guard.{index}", x=value) for index, value in enumerate(values)]
    assert judge({"x_max": limit}, *reports).pass_ == judge({"x_max": limit}, *reversed(reports)).pass_
