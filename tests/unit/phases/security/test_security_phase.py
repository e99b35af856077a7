"""The whole phase on the bench: nine agents, the pack, all guards; an area that is missing or doctored is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from phases.sandboxed import loading
from phases.sandboxed.rules import rules
from phases.sandboxed.security.areas import AREAS
from phases.sandboxed.security.policy import Check, apply
from tests.unit.phases.security.small_product import bench as make_bench

CONFIG = Path(__file__).parents[4] / "config"
PHASE = yaml.safe_load((CONFIG / "security.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    made = make_bench(tmp_path_factory.mktemp("phase"))
    for agent in PHASE["agents"]:
        made.run(agent, phase="security")
    made.run("tool.security.pack", phase="security")
    return made


def test_every_rubric_has_a_guard_that_measures_it(finished):
    measured = {"grounding", "completeness", "contradictions"}  # clarify, the coordinator, and a guard that all phases share
    for guard in PHASE["guards"]:
        if guard != "guard.contradictionScan":
            measured |= {name for name, entry in finished.run(guard, phase="security")["metrics"].items() if entry["value"] is not None}
    assert {rubric.rpartition("_")[0] for rubric in PHASE["rubrics"]} <= measured


def test_the_pack_holds_all_nine_areas_and_the_required_artifacts_exist(finished):
    pack = finished.content("SecurityPack")
    assert [entry["area"] for entry in pack["areas"]] == [area.id for area in AREAS]
    assert pack["missing"] == []
    assert set(PHASE["artifacts"]) <= {ref.type for ref in finished.refs}
    assert finished.run("guard.scanCoverage", phase="security")["metrics"]["scan_coverage"]["value"] == 1


def test_every_claim_with_a_tool_source_says_the_tools_value(finished):
    reports = {report["tool"]: report for report in (json.loads(finished.bytes[ref.id]) for ref in finished.refs if ref.type == "ToolReport")}
    said = 0
    for ref in finished.refs:
        content = json.loads(finished.bytes[ref.id]) if ref.phase == "security" and ref.type != "ToolReport" else {}
        for pointer, source in content.get("sources", {}).items():
            if source["kind"] == "tool":
                said += 1
                value = reports[source["report"]]["data"][source["pointer"].removeprefix("/data/")]
                assert str(value) in content["statements"][int(pointer.rpartition("/")[2])]
    assert said > 20


def test_an_area_that_nobody_looked_at_is_missing_and_lowers_the_coverage(bench):
    made = bench()
    made.run("sast-agent", phase="security")
    made.run("tool.security.pack", phase="security")
    pack = made.content("SecurityPack")
    assert pack["verdict"] == "not_evaluable"
    assert "dast-agent" in pack["missing"]
    assert made.run("guard.scanCoverage", phase="security")["metrics"]["scan_coverage"]["value"] == pytest.approx(1 / 9)


def test_a_finding_taken_out_of_the_pack_is_noticed(bench):
    made = bench({"app/find.py": "eval(input())\n"})
    made.run("sast-agent", phase="security")
    part = made.content("SecurityFindings")
    part["findings"] = []
    made.store(
        "SecurityFindings",
        json.dumps(part).encode(),
        name="SecurityFindings-sast-agent.json",
        media_type="application/json",
        phase="security",
        producer="sast-agent",
    )
    made.run("tool.security.pack", phase="security")
    report = made.run("guard.scanCoverage", phase="security")
    assert report["metrics"]["scan_coverage"]["value"] == 0
    assert any("does not say what the tool found" in finding["message"] for finding in report["findings"])


def test_what_the_phase_names_exists():
    assert all(loading.exists(target) for target in PHASE["agents"])
    assert all(loading.exists(tool) for tool in PHASE["allowlisted_tools"] if tool != "tool.signing.cosign")
    assert all((CONFIG / "agents" / f"{agent}.yaml").exists() for agent in PHASE["agents"])


def test_a_check_by_an_unwritten_rule_is_refused():
    check = Check(rule="iac.invented", severity="low", file="Dockerfile", passed=True, message="x")
    assert "iac.invented" not in rules()
    with pytest.raises(KeyError):
        list(apply("policy", [check]))
