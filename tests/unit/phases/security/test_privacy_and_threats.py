"""DPIA and threat model follow from the domain model and the product, and the guards notice what was left out."""

from __future__ import annotations

import json

import pytest

from phases.sandboxed.security.risks import level
from phases.sandboxed.security.threats import severity
from tests.unit.phases.security.small_product import SERVER, call


def value(made, guard, name):
    return made.run(guard, phase="security")["metrics"][name]["value"]


def rewrite(made, type, change):
    content = made.content(type)
    change(content)
    made.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase="security", producer="test")


def test_personal_attributes_are_found_by_rule(bench):
    made = bench()
    made.run("privacy-dpia-agent", phase="security")
    content = made.content("DPIA")
    assert {(entry["attribute"], entry["category"]) for entry in content["data"]} == {
        ("full_name", "identity"),
        ("email", "contact detail"),
        ("diagnosis", "special category"),
        ("body", "free text"),
        ("patient", "link to a person"),
    }
    assert content["consultation_needed"] is True
    assert value(made, "guard.privacyReview", "dpia_coverage") == 1


def test_an_attribute_left_out_of_the_assessment_lowers_its_coverage(bench):
    made = bench()
    made.run("privacy-dpia-agent", phase="security")
    rewrite(made, "DPIA", lambda content: content["data"].pop())
    assert value(made, "guard.privacyReview", "dpia_coverage") < 1


def test_without_an_assessment_there_is_no_coverage(bench):
    assert value(bench(), "guard.privacyReview", "dpia_coverage") is None


def test_every_element_is_answered_for_every_category(bench):
    made = bench()
    made.run("threat-model-agent", phase="security")
    assert {threat["category"][0] for threat in made.content("ThreatModel")["threats"]} == set("STRIDE")
    assert value(made, "guard.threatCoverage", "threat_coverage") == 1


def test_a_table_left_out_of_the_threat_model_lowers_its_coverage(bench):
    def forget(content):
        for threat in content["threats"]:
            threat["elements"] = [element for element in threat["elements"] if element != "store:note"] or ["store:patient"]

    made = bench()
    made.run("threat-model-agent", phase="security")
    rewrite(made, "ThreatModel", forget)
    assert value(made, "guard.threatCoverage", "threat_coverage") < 1


def test_a_control_counts_only_with_its_place_in_the_product(bench, tmp_path):
    def controls(made):
        return {c["id"]: c for threat in call(made, "tool.threat.stride")["data"]["threats"] for c in threat["controls"]}

    found = controls(bench({"app/find.py": "def find(db, n):\n    return db.execute('SELECT 1 WHERE 1 = ?', (n,))\n"}))
    assert found["security headers"]["evidence"].startswith("app/__main__.py:")
    assert found["parameterised SQL"]["present"] is True
    assert found["authentication"] == {"id": "authentication", "present": False, "evidence": ""}


def test_sql_from_a_name_inside_a_sum_is_no_control(bench):
    made = bench({"app/find.py": "def find(db, n):\n    return db.execute('SELECT ' + n)\n"})
    told = [c for t in call(made, "tool.threat.stride")["data"]["threats"] for c in t["controls"] if c["id"] == "parameterised SQL"]
    assert told and not any(control["present"] for control in told)


def test_a_module_that_cannot_be_parsed_is_an_error(bench):
    made = bench({"app/__main__.py": SERVER + "\ndef (:\n"})
    assert call(made, "tool.threat.stride")["outcome"] == "error"
    assert call(made, "tool.privacy.dpia")["outcome"] == "error"


@pytest.mark.parametrize(
    ("likely", "impact", "expected"), [(1, 2, "low"), (2, 1, "low"), (2, 2, "medium"), (1, 3, "medium"), (2, 3, "high"), (3, 3, "high")]
)
def test_the_level_of_a_risk_is_likelihood_times_impact(likely, impact, expected):
    assert level(likely, impact) == expected


@pytest.mark.parametrize(
    ("letter", "status", "impact", "expected"),
    [
        ("I", "open", 3, "high"),
        ("I", "open", 2, "medium"),
        ("D", "open", 3, "medium"),
        ("I", "partly mitigated", 3, "medium"),
        ("D", "partly mitigated", 1, "low"),
        ("S", "mitigated", 3, "info"),
    ],
)
def test_the_severity_of_a_threat_follows_the_written_rule(letter, status, impact, expected):
    assert severity(letter, status, impact) == expected
