"""The architecture phase over domain models that differ: contracts checked by what executes them, defects found."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.workbench import Workbench
from tests.unit.phases.planning.cast import ARCHITECTURE, CLINIC, LIBRARY, MODELS, PRD, STUDIO, TODOS, bench_with, grounded, run_all

GUARDS = ("guard.archContract", "guard.archDecisions", "guard.archThreats", "guard.archPictures")


def _done(folder: Path, model: dict[str, Any]) -> Workbench:
    bench = bench_with(folder, model)
    run_all(bench, "prd", PRD)
    run_all(bench, "architecture", ARCHITECTURE)
    return bench


def _replace(bench: Workbench, type: str, content: dict[str, Any]) -> None:
    bench.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase="architecture", producer="test")


def _metrics(bench: Workbench, guard: str) -> dict[str, Any]:
    return {name: entry["value"] for name, entry in bench.run(guard, phase="architecture")["metrics"].items()}


@pytest.mark.parametrize("name", MODELS)
def test_it_writes_a_phase_whose_guards_all_pass(tmp_path: Path, name: str):
    bench = _done(tmp_path / "a", MODELS[name])
    reports = run_all(bench, "architecture", GUARDS)
    assert {guard: report["findings"] for guard, report in reports.items() if report["findings"]} == {}
    without_rules = {"guard.archPictures"} if not MODELS[name]["rules"] else set()
    assert {guard for guard, report in reports.items() if report["verdict"] != "pass"} == without_rules
    assert _metrics(bench, "guard.archPictures") == {"picture_faults": 0, "rules_carried": None if without_rules else 1.0}
    contract = _metrics(bench, "guard.archContract")
    assert (contract.pop("openapi_errors"), contract.pop("schema_errors")) == (0, 0)
    assert set(contract.values()) == {1.0}
    assert _metrics(bench, "guard.archDecisions") == {"adr_alternatives": 2, "entities_owned": 1.0, "nfrs_answered": 1.0, "component_faults": 0}


@pytest.mark.parametrize("name", MODELS)
def test_every_claim_has_a_source_that_holds(tmp_path: Path, name: str):
    result = grounded(_done(tmp_path / "a", MODELS[name]), "architecture")
    assert [(v.claim.artifact_type, v.claim.pointer, v.reason) for v in result.unsupported] == []


def test_equal_models_give_equal_bytes_and_other_models_other_ones(tmp_path: Path):
    benches = [_done(tmp_path / str(number), model) for number, model in enumerate((CLINIC, CLINIC, TODOS))]
    hashes = [[ref.hash for ref in bench.refs if ref.phase == "architecture" and ref.type != "ToolReport"] for bench in benches]
    assert hashes[0] == hashes[1]
    assert not set(hashes[0]) & set(hashes[2])


def test_a_broken_reference_is_an_openapi_error(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    content = bench.content("OpenAPI")
    del content["document"]["components"]["schemas"]["Problem"]
    _replace(bench, "OpenAPI", content)
    report = bench.run("tool.arch.openapiCheck", phase="architecture")
    assert report["data"]["openapi_errors"] > 0
    assert "leads nowhere" in report["data"]["errors"][0]["message"]


def test_a_document_against_the_openapi_schema_is_an_error(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    content = bench.content("OpenAPI")
    del content["document"]["info"]["version"]
    _replace(bench, "OpenAPI", content)
    report = bench.run("tool.arch.openapiCheck", phase="architecture")
    assert [entry["pointer"] for entry in report["data"]["errors"]] == ["/info"]


def test_a_document_that_changed_after_its_check_is_not_evaluable(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    content = bench.content("OpenAPI")
    content["document"]["info"]["title"] = "Another"
    _replace(bench, "OpenAPI", content)
    report = bench.run("guard.archContract", phase="architecture")
    assert report["verdict"] == "not_evaluable"
    assert report["metrics"]["openapi_errors"]["value"] is None


def test_a_schema_that_drops_a_check_is_found_by_breaking_it(tmp_path: Path):
    bench = _done(tmp_path / "a", CLINIC)
    sql = bench.content("ERD")["sql"]
    loose = bench.run("tool.arch.sqlCheck", phase="architecture", params={"sql": sql.replace("NOT NULL", "")})
    assert loose["data"]["constraints_enforced"] < 1
    assert "patient.full_name: not_null is not enforced" in loose["data"]["errors"]


def test_a_schema_that_sqlite_refuses_is_an_error(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    report = bench.run("tool.arch.sqlCheck", phase="architecture", params={"sql": "CREATE TABEL todo (id INTEGER)"})
    assert report["data"]["schema_errors"] == 1
    assert report["data"]["constraints_enforced"] == 0


def test_an_entity_without_a_path_is_a_gap(tmp_path: Path):
    bench = _done(tmp_path / "a", LIBRARY)
    content = copy.deepcopy(bench.content("OpenAPI"))
    del content["document"]["paths"]["/api/seeds"]
    _replace(bench, "OpenAPI", content)
    found = _metrics(bench, "guard.archContract")
    assert found["entities_covered"] == 0
    assert found["endpoints_served"] < 1


def test_a_decision_with_one_alternative_and_an_entity_without_owner_are_measured(tmp_path: Path):
    bench = _done(tmp_path / "a", TODOS)
    outline = bench.content("ArchOutline")
    outline["decisions"][0]["alternatives"] = outline["decisions"][0]["alternatives"][:1]
    outline["components"] = [component for component in outline["components"] if not component["owns"]]
    _replace(bench, "ArchOutline", outline)
    found = _metrics(bench, "guard.archDecisions")
    assert (found["adr_alternatives"], found["entities_owned"]) == (1, 0)
    assert found["component_faults"] == 2  # pages and interface both lean on the records that are gone


def test_health_data_is_classified_and_a_missing_threat_is_found(tmp_path: Path):
    bench = _done(tmp_path / "a", CLINIC)
    design = bench.content("SecurityDesign")
    assert {(entry["field"], entry["sensitivity"]) for entry in design["privacy"]} >= {("diagnosis", "sensitive"), ("email", "personal")}
    design["threats"] = design["threats"][1:]
    _replace(bench, "SecurityDesign", design)
    assert _metrics(bench, "guard.archThreats")["threats_considered"] < 1


def test_each_rule_names_the_constraint_or_module_that_carries_it(tmp_path: Path):
    rules = {entry["rule"]: entry for entry in _done(tmp_path / "a", STUDIO).content("ERD")["rules"]}
    assert (rules["rule_1"]["carried_by"], rules["rule_1"]["where"]) == ("constraint", "booking.purpose NOT NULL")
    assert (rules["rule_6"]["carried_by"], rules["rule_6"]["where"]) == ("module", "app/features/rule_6.py")
    assert rules["rule_6"]["columns"] == ["booking.starts_at", "booking.ends_at", "booking.room_id"]
    assert rules["rule_16"]["carried_by"] == "people"


def test_a_rule_on_a_column_that_is_not_there_is_not_carried(tmp_path: Path):
    bench = _done(tmp_path / "a", STUDIO)
    erd = bench.content("ERD")
    erd["rules"][5]["columns"] = ["booking.mood"]
    _replace(bench, "ERD", erd)
    found = bench.run("guard.archPictures", phase="architecture")
    assert found["metrics"]["rules_carried"]["value"] < 1
    assert "Bookings of one room must not overlap." in found["findings"][0]["message"]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"room_id*", b"hidden", "does not show room_id"),
        (b"</svg>", b"<script>alert(1)</script></svg>", "holds"),
        (b"</svg>", b"", "is no XML"),
        (b"<title", b"<!DOCTYPE x><title", "declarations"),
        (b"<desc id", b'<desc onload="x()" id', "a link or a script"),
    ],
)
def test_a_picture_that_hides_or_runs_something_is_a_fault(tmp_path: Path, old: bytes, new: bytes, fault: str):
    bench = _done(tmp_path / "a", STUDIO)
    picture = next(ref for ref in bench.refs if ref.name == "erd.svg")
    spoilt = bench.bytes[picture.id].replace(old, new)
    bench.store("Picture", spoilt, name="erd.svg", media_type="image/svg+xml", phase="architecture", producer="test")
    report = bench.run("guard.archPictures", phase="architecture")
    assert report["metrics"]["picture_faults"]["value"] >= 1
    assert fault in report["findings"][0]["message"]


def test_a_missing_picture_is_a_fault(tmp_path: Path):
    bench = _done(tmp_path / "a", STUDIO)
    bench.refs = [ref for ref in bench.refs if ref.name != "components.svg"]
    assert _metrics(bench, "guard.archPictures")["picture_faults"] == 1


def test_the_rules_of_the_idea_call_for_decisions_and_threats_of_their_own(tmp_path: Path):
    bench = _done(tmp_path / "a", STUDIO)
    titles = [decision["title"] for decision in bench.content("ArchOutline")["decisions"]]
    assert "Check and entry of rooms are one transaction" in titles
    assert "Bookings of others are not found" in titles
    threats = [threat["threat"] for threat in bench.content("SecurityDesign")["threats"]]
    assert "Somebody gets past “Members see their own bookings only” by counting through the numbers of records." in threats
    assert bench.content("SecurityDesign")["authentication"]["first_release"] == "accounts"
