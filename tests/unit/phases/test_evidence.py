"""From rows to evidence."""

from datetime import UTC, datetime, timedelta

import jsonschema

from phases import evidence
from phases.contracts.evidence import EVIDENCE_PACK_SCHEMA, GUARD_REPORT_SCHEMA
from phases.stages.rows import TaskRow
from tests.unit.phases.plans import a_plan, an_agent
from tests.unit.phases.test_inputs import stored

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
REPORT = {
    "guard": "guard.a",
    "version": "1.0.0",
    "verdict": "pass",
    "findings": [],
    "metrics": {
        "x": {
            "value": 0,
            "unit": "count",
            "producer": {"tool": "t", "version": "1", "command": "c", "exit_code": 0, "duration_ms": 1},
            "output_sha256": "a" * 64,
        }
    },
}


def task(target, status="succeeded", *, stage="dispatch", result=None):
    return TaskRow(id=target, target=target, status=status, result=result, stage=stage, attempt=1)


def value(report):
    return report["metrics"]["completeness"]["value"]


def test_completeness_is_the_share_of_required_artifacts_that_are_there():
    plan = a_plan("A", artifacts=("Doc", "Note"))
    assert value(evidence.completeness_report(plan, [stored("1"), stored("2", type="Note")], [])) == 1
    half = evidence.completeness_report(plan, [stored("1"), stored("2")], [])
    assert value(half) == 0.5 and half["verdict"] == "fail" and half["findings"][0]["artifact"] == "Note"
    jsonschema.validate(half, GUARD_REPORT_SCHEMA)


def test_without_required_artifacts_the_agents_must_have_succeeded():
    plan = a_plan("A", "B")
    assert value(evidence.completeness_report(plan, [], [task("A"), task("B")])) == 1
    assert value(evidence.completeness_report(plan, [], [task("A"), task("B", "dead")])) == 0.5
    assert value(evidence.completeness_report(plan, [], [task("A")])) == 0.5


def test_one_failed_iteration_makes_an_agent_a_failed_one():
    assert evidence.failed_agents(a_plan("A"), [task("A"), task("A", "failed")]) == {"A"}


def test_reports_come_from_guards_that_ended_well_in_plan_order():
    plan = a_plan("A", guards=("guard.b", "guard.a"))
    other = {**REPORT, "guard": "guard.b"}
    rows = [task("guard.a", stage="guard", result=REPORT), task("guard.b", stage="guard", result=other)]
    assert evidence.guard_reports(plan, rows) == [other, REPORT]
    assert evidence.guard_reports(plan, [task("guard.a", "failed", stage="guard", result=REPORT)]) == []


def test_a_repeated_guard_replaces_its_first_report():
    plan = a_plan("A", guards=("guard.a",))
    later = {**REPORT, "version": "2"}
    rows = [task("guard.a", stage="heal", result=later), task("guard.a", stage="guard", result=REPORT)]
    assert evidence.guard_reports(plan, rows) == [later]


def test_what_is_no_report_of_its_guard_is_left_out():
    plan = a_plan("A", guards=("guard.a",))
    for broken in (None, {}, {**REPORT, "guard": "guard.b"}, {**REPORT, "verdict": "fine"}, {**REPORT, "extra": 1}, "text"):
        assert evidence.guard_reports(plan, [task("guard.a", stage="guard", result=broken)]) == []


def test_a_pack_matches_its_schema():
    summary = {
        "questions_count": 2,
        "answered_count": 1,
        "validated_count": 1,
        "grounding_score": 0.5,
        "assumptions": [{"assumption": "It rains", "artifact": "Doc", "pointer": "/x"}],
    }
    artifact = stored("6f1e1c0e-6c3b-5e0a-9a53-1d8f0c9b7a11")
    pack = evidence.pack([artifact], [REPORT], qav_summary=summary, started_at=NOW - timedelta(seconds=2), now=NOW, usage={"tokens": 7})
    jsonschema.validate(pack.as_json(), EVIDENCE_PACK_SCHEMA)
    assert pack.metrics == {"duration_ms": 2000, "tokens_used": 7, "tools_minutes": 0, "cost_usd": 0}
    assert type(pack).from_json(pack.as_json()) == pack


def test_agents_without_a_task_count_as_failed():
    assert evidence.failed_agents(a_plan(an_agent("A"), an_agent("B")), [task("A")]) == {"B"}


def test_an_attempt_is_judged_by_its_own_reports_alone():
    plan = a_plan("A", guards=("guard.a",), artifacts=("Doc",))
    grounding = {**REPORT, "guard": "clarify.grounding"}
    before = TaskRow(id="1", target="guard.a", status="succeeded", result=REPORT, stage="guard", attempt=1)
    own = TaskRow(id="2", target="guard.a", status="dead", result=None, stage="guard", attempt=2)
    for rows, guards in (([before], ["guard.a"]), ([before, own], [])):
        attempt = rows[-1].attempt
        found = evidence.attempt_reports(plan, [stored("1")], rows, grounding, attempt=attempt, newest=())
        assert [report["guard"] for report in found] == [*guards, "clarify.grounding", "coordinator.completeness"]
