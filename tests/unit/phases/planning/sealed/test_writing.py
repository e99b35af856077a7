"""The sealed tests as data: every kind of rule is tried both ways, stories and requirements are named, and what cannot be tried is told."""

import ast
import copy
from pathlib import Path

import jsonschema
import pytest

from phases.sandboxed.author.business_rules import KINDS
from phases.sandboxed.quality.sealed.running import BITING
from phases.schemas.registry import artifact_schema
from tests.evaluation.models import EXPENSES, LIBRARY, MODELS, ROOMS
from tests.evaluation.products import product_of
from tests.support.workbench import Workbench
from tests.unit.phases.product.benches import put

SOURCES = Path(__file__).parents[5] / "phases" / "sandboxed"


@pytest.fixture(scope="module")
def products():
    return {name: product_of(model) for name, model in MODELS.items()}


def checks_of(product, rule):
    return [check for check in product.sealed["checks"] if check["rule"] == rule]


def kinds(model):
    return {rule["id"]: rule["kind"] for rule in model["rules"] if rule["kind"] != "statement"}


def test_the_models_have_every_kind_of_rule():
    assert {kind for model in MODELS.values() for kind in kinds(model).values()} == set(KINDS) - {"statement"}


@pytest.mark.parametrize("name", MODELS)
def test_every_rule_has_a_check_that_is_allowed_and_one_that_would_fail_without_it(products, name):
    for rule in kinds(MODELS[name]):
        cases = {check["case"] for check in checks_of(products[name], rule)}
        assert "allowed" in cases, rule
        assert cases & BITING, rule


@pytest.mark.parametrize("name", MODELS)
def test_the_content_fits_its_schema_and_is_equal_for_equal_input(products, name):
    content = products[name].sealed
    jsonschema.Draft202012Validator(artifact_schema("SealedTests")).validate(content)
    assert product_of(MODELS[name]).sealed == content
    assert content["unchecked"] == []


def test_every_story_has_checks_that_name_its_criteria_and_requirement(products):
    product = products["library"]
    for story in product.stories["stories"]:
        own = [check for check in product.sealed["checks"] if check["story"] == story["id"]]
        assert own, story["id"]
        assert {check["requirement"] for check in own} == {row["id"] for row in product.prd["requirements"] if story["id"] in row["stories"]}
        named = {check["criterion"] for check in own} - {""}
        assert named <= {criterion["id"] for criterion in story["acceptance"]}


def test_the_report_that_the_idea_asks_for_is_checked_by_its_figures(products):
    story = next(story for story in products["library"].stories["stories"] if story.get("report") == "report_1")
    last = next(check for check in products["library"].sealed["checks"] if check["story"] == story["id"])["steps"][-1]
    assert last["path"].endswith("/report/report-1")
    assert last["expect"]["values"] == {"/total": 3 + 4 + 5}
    assert {"pointer": "/groups", "where": {"value": 3, "by": {"shelf": "amber shelf"}}} in last["expect"]["contains"]


def test_doors_and_restarts_are_checked_for_every_thing(products):
    checks = products["rooms"].sealed["checks"]
    assert [check["title"] for check in checks if check["case"] == "signed_out"][:2] == [
        "Without signing in nobody lists or adds Rooms",
        "Without signing in nobody lists or adds Bookings",
    ]
    assert len([check for check in checks if check["case"] == "lasting"]) == 2


def test_a_rule_that_keeps_nobody_out_is_told_as_unchecked():
    model = copy.deepcopy(ROOMS)
    model["rules"][5]["roles"] = ["employee", "office_manager"]
    assert product_of(model).sealed["unchecked"] == [{"subject": "rule_6", "reason": "there is no role that it keeps out"}]


def test_more_rows_than_a_check_makes_are_told_as_unchecked():
    model = copy.deepcopy(LIBRARY)
    model["rules"][5]["maximum"] = 1000
    assert {"subject": "rule_6", "reason": "1000 rows are more than a check makes"} in product_of(model).sealed["unchecked"]


def test_where_new_rows_do_not_count_the_step_that_makes_them_count_is_refused():
    model = copy.deepcopy(LIBRARY)
    # a loan is asked for before it is lent, and counts from then on
    loan = model["entities"][1]
    loan["states"]["values"] = loan["attributes"][-1]["values"] = ["asked", *loan["states"]["values"]]
    loan["states"]["initial"] = "asked"
    loan["states"]["transitions"].insert(0, {"action": "lend", "from": "asked", "to": "lent"})
    model["rules"][6]["ignored"] = ["asked", "returned"]
    last = next(check for check in checks_of(product_of(model), "rule_7") if check["case"] == "refused")["steps"][-1]
    assert (last["path"].rpartition("/")[2], last["expect"]["status"]) == ("lend", 409)


def test_a_step_that_has_its_time_is_tried_in_a_state_that_does_not_expire_meanwhile():
    model = copy.deepcopy(ROOMS)
    model["entities"][1]["states"]["transitions"].append({"action": "cancel", "from": "confirmed", "to": "cancelled"})
    expiry = {"kind": "expiry", "entity": "booking", "minutes": 60, "states": ["requested"], "target": "cancelled"}
    model["rules"].append({"id": "rule_8", "text": "What nobody confirms within an hour is cancelled", **expiry})
    late = next(check for check in checks_of(product_of(model), "rule_4") if check["case"] == "refused")
    assert [step["path"].rpartition("/")[2] for step in late["steps"] if step.get("path", "").count("/") > 3] == ["confirm", "cancel"]


def test_who_may_not_add_a_row_never_adds_one_on_the_way(products):
    makers = {
        step["as"].partition(" ")[0]
        for check in products["library"].sealed["checks"]
        for step in check["steps"]
        if step.get("method") == "POST" and step["path"] == "/api/books" and step["expect"]["status"] == 201
    }
    assert makers == {"librarian"}


def test_the_agent_writes_them_from_what_the_phases_before_left_and_tells_numbers_alone(tmp_path, products):
    product = products["expenses"]
    bench = Workbench(tmp_path, "an idea")
    for type, content in {"DomainModel": EXPENSES, "UserStories": product.stories, "OpenAPI": product.openapi}.items():
        put(bench, type, content, phase="prd")
    told = bench.run("SealedTestAgent", phase="architecture")
    assert told == {"checks": len(product.sealed["checks"]), "rules": 11, "unchecked": 0}
    assert [check["steps"] for check in bench.content("SealedTests")["checks"]] == [check["steps"] for check in product.sealed["checks"]]


@pytest.mark.parametrize("folder", ["planning/sealed", "quality/sealed"])
def test_nothing_of_the_authors_own_tests_or_features_is_used(folder):
    imported = set()
    for file in (SOURCES / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(node.module)
    assert imported
    foreign = ("phases.sandboxed.product.stories", "phases.sandboxed.product.samples", "phases.sandboxed.product.examples")
    assert not [name for name in imported if name.startswith((*foreign, "phases.sandboxed.quality.journeys", "phases.sandboxed.planning.rule"))]
