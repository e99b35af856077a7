"""A model with all kinds of rules, reports and an export through planning: every one has a story, and every story its trace."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.planning.actions import asked_endpoints, story_endpoint
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.demands import demands
from tests.unit.phases.planning.cast import ARCHITECTURE, BIZDEV, PRD, bench_with, grounded, run_all
from tests.unit.phases.product.rule_models import ALL_KINDS, EXPORTS, RULES, booking_model, rule

MODEL = DomainModel.from_json(ALL_KINDS)
GUARDS = {"guard.storyShape": "prd", "guard.traceability": "prd", "guard.bizCoverage": "bizdev", "guard.archContract": "architecture"}
SOURCE = Given(type="DomainModel", content=ALL_KINDS)


def test_every_rule_report_and_export_has_a_story_that_quotes_it():
    found = demands(MODEL, SOURCE, set())
    assert [demand.names.get("rule") for demand in found if demand.action == "rule"] == [entry["id"] for entry in ALL_KINDS["rules"]]
    assert [demand.names.get("report") for demand in found if demand.action == "report"] == [entry["id"] for entry in ALL_KINDS["reports"]]
    assert [demand.resource.id for demand in found if demand.action == "export"] == ["booking"]
    assert all(entry["text"] in demand.wish.text for entry, demand in zip(ALL_KINDS["rules"], found, strict=False))


def test_an_export_that_an_action_asks_for_already_is_told_once():
    assert not demands(DomainModel.from_json(booking_model(exports=EXPORTS)), SOURCE, {("booking", "export")})


def test_a_statement_is_no_story():
    model = booking_model({"id": "rule_1", "text": "Be kind", "kind": "statement"})
    assert demands(DomainModel.from_json(model), Given(type="DomainModel", content=model), set()) == []


@pytest.mark.parametrize(
    ("name", "served"),
    [
        ("unique", "POST /api/bookings"),
        ("lead_step", "POST /api/bookings/{id}/cancel"),
        ("approval", "POST /api/bookings/{id}/confirm"),
        ("access_view", "GET /api/bookings/{id}"),
        ("visibility", "GET /api/bookings"),
        ("expiry", "GET /api/bookings/{id}"),
        ("reminder", "GET /api/due"),
    ],
)
def test_a_rules_story_is_served_where_the_rule_comes_to_bear(name, served):
    model = booking_model(RULES[name])
    assert story_endpoint(model, {"entity": "booking", "action": "rule", "rule": RULES[name]["id"]}) == served


def test_reports_and_the_due_list_are_operations_of_their_own():
    assert asked_endpoints(ALL_KINDS) == {
        "GET /api/due",
        *(f"GET /api/bookings/report/report-{name}" for name in ("average", "count", "made", "sum")),
    }
    assert asked_endpoints(booking_model(rule("unique", attributes=["title"]))) == set()


def test_rules_are_traced_from_the_idea_to_planned_tests_and_served_by_the_contract(tmp_path):
    bench = bench_with(tmp_path, ALL_KINDS)
    for phase, agents in (("prd", PRD), ("bizdev", BIZDEV), ("architecture", ARCHITECTURE)):
        run_all(bench, phase, agents)
        assert not [found for found in grounded(bench, phase).unsupported if not found.reason.startswith("an assumption")]
    assert {entry["rule"] for entry in bench.content("PRD")["requirements"] if "rule" in entry} == {entry["id"] for entry in ALL_KINDS["rules"]}
    metrics = {}
    for guard, phase in GUARDS.items():
        metrics |= {name: metric["value"] for name, metric in bench.run(guard, phase=phase)["metrics"].items()}
    shares = ("stories_with_acceptance", "requirements_traced", "stories_required", "stories_counted", "metrics_measurable", "endpoints_served")
    assert {name: metrics[name] for name in shares} == dict.fromkeys(shares, 1.0)
    assert metrics["openapi_errors"] == 0
