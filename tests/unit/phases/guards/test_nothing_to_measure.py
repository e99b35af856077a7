"""Zero of zero is no result: what guards say of artifacts and reports that hold nothing to measure."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from phases.sandboxed.context import ArtifactRef
from phases.sandboxed.planning.pricing import question
from tests.support.workbench import Workbench
from tests.unit.phases.guards.test_first_phase_guards import intake
from tests.unit.phases.planning.cast import ARCHITECTURE, BIZDEV, PRD, TODOS, bench_with, run_all
from tests.unit.phases.qa.planting import called
from tests.unit.phases.security.small_product import bench as security_bench


def forced(bench: Workbench, type: str, content: Any, *, phase: str) -> None:
    """Put an artifact on the bench that its schema might refuse: a guard must not lean on another door."""
    data = json.dumps(content).encode()
    ref = ArtifactRef(
        id=f"forced-{len(bench.refs)}", type=type, name=f"{type}.json", hash=hashlib.sha256(data).hexdigest(), phase=phase, producer="x"
    )
    bench.refs.append(ref)
    bench.bytes[ref.id] = data


def value(bench: Workbench, guard: str, phase: str, metric: str) -> Any:
    report = bench.run(guard, phase=phase)
    assert report["metrics"][metric]["value"] is not None or report["verdict"] == "not_evaluable"
    return report["metrics"][metric]["value"]


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    """What bizdev and architecture make of the todos."""
    bench = bench_with(tmp_path_factory.mktemp("planned"), TODOS)
    run_all(bench, "prd", PRD)
    run_all(bench, "bizdev", BIZDEV)
    run_all(bench, "architecture", ARCHITECTURE)
    return bench


@pytest.mark.parametrize(
    ("guard", "metric", "artifact", "emptied"),
    [
        ("guard.archDecisions", "component_faults", "ArchOutline", {"components": []}),
        ("guard.archDecisions", "adr_alternatives", "ArchOutline", {"decisions": []}),
        ("guard.archThreats", "threats_mitigated", "SecurityDesign", {"threats": []}),
        ("guard.bizCoverage", "metrics_measurable", "MetricsPlan", {"metrics": []}),
        ("guard.bizCoverage", "stages_gated", "GTMPlan", {"stages": []}),
        ("guard.bizFigures", "figures_sourced", "PricingModel", {"inputs": []}),
        ("guard.bizFigures", "assumptions_varied", "PricingModel", {"inputs": []}),
    ],
)
def test_an_emptied_artifact_is_not_evaluable(planned, tmp_path, guard, metric, artifact, emptied):
    phase = "architecture" if guard.startswith("guard.arch") else "bizdev"
    bench = Workbench(tmp_path, planned.idea)
    bench.refs, bench.bytes = list(planned.refs), dict(planned.bytes)
    assert value(bench, guard, phase, metric) is not None
    forced(bench, artifact, {**bench.content(artifact), **emptied}, phase=phase)
    assert value(bench, guard, phase, metric) is None


def test_a_pricing_model_without_formulas_computed_nothing(planned, tmp_path):
    bench = Workbench(tmp_path, planned.idea)
    bench.refs, bench.bytes = list(planned.refs), dict(planned.bytes)
    model = {**bench.content("PricingModel"), "formulas": [], "results": []}
    forced(bench, "PricingModel", model, phase="bizdev")
    called(bench, "tool.biz.model", phase="bizdev", params={**question(model["inputs"]), "formulas": []})
    assert value(bench, "guard.bizFigures", "bizdev", "formulas_evaluated") is None


def test_a_schema_without_a_constraint_keeps_none(tmp_path):
    bench, free = Workbench(tmp_path, "Notes."), [{"name": "body", "type": "text", "required": False}]
    forced(bench, "DomainModel", {"entities": [{"id": "note", "name": "Note", "plural": "notes", "attributes": free}]}, phase="intake")
    sql = 'CREATE TABLE "note" ("id" INTEGER PRIMARY KEY, "body" TEXT)'
    data = bench.run("tool.arch.sqlCheck", phase="architecture", params={"sql": sql})["data"]
    assert (data["schema_errors"], data["constraints"], data["constraints_enforced"]) == (0, 0, None)


def test_artifacts_that_state_nothing_do_not_agree_with_each_other(tmp_path):
    bench = Workbench(tmp_path, "Todos.")
    forced(bench, "Notes", {"text": "hello"}, phase="intake")
    assert value(bench, "guard.contradictionScan", "intake", "contradictions") is None


def test_attributes_are_assessed_and_not_their_absence(tmp_path):
    bench = Workbench(tmp_path, "Todos.")
    forced(bench, "DPIA", {"data": [], "risks": []}, phase="security")
    forced(bench, "DomainModel", {"entities": [{"id": "todo", "name": "Todo", "attributes": []}]}, phase="intake")
    assert value(bench, "guard.privacyReview", "security", "dpia_coverage") is None
    plain = [{"name": "count", "type": "integer", "required": True}]
    forced(bench, "DomainModel", {"entities": [{"id": "todo", "name": "Todo", "attributes": plain}]}, phase="intake")
    assert value(bench, "guard.privacyReview", "security", "dpia_coverage") == 1


def test_no_requirement_for_qa_is_no_requirement_kept(tmp_path):
    bench = Workbench(tmp_path, "Todos.")
    forced(bench, "NFRs", {"nfrs": []}, phase="prd")
    assert value(bench, "guard.serviceLevels", "qa", "nfrs_broken") is None
    assert value(bench, "guard.serviceLevels", "qa", "nfrs_unmeasured") is None


def test_a_feasibility_report_about_another_model_is_stale(tmp_path: Path):
    bench = intake(tmp_path)
    assert value(bench, "guard.feasibilityCheck", "intake", "blockers") == 0
    forced(bench, "DomainModel", {**bench.content("DomainModel"), "title": "Something else"}, phase="intake")
    assert value(bench, "guard.feasibilityCheck", "intake", "blockers") is None


def test_an_area_whose_tool_looked_at_no_file_is_not_covered(tmp_path):
    bench = security_bench(tmp_path)
    bench.run("sast-agent", phase="security")
    report = next(json.loads(bench.bytes[ref.id]) for ref in reversed(bench.refs) if ref.type == "ToolReport")
    report["data"]["files_scanned"] = 0
    forced(bench, "ToolReport", report, phase="security")
    bench.run("tool.security.pack", phase="security")
    told = bench.run("guard.scanCoverage", phase="security")
    assert told["metrics"]["scan_coverage"]["value"] == 0
    assert "static-analysis: tool.code.staticPack looked at nothing: /data/files_scanned is empty" in [entry["message"] for entry in told["findings"]]
    assert value(bench, "guard.staticAnalysis", "security", "critical_sast") is None
