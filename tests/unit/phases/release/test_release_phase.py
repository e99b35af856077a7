"""The phase end to end, and defects planted in the released commit, each found by the metric that is there for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from phases.sandboxed import loading
from phases.sandboxed.product import templates
from phases.sandboxed.rules import rules
from phases.schemas.registry import artifact_schema
from qav.grounding import ground
from qav.sources import Sources
from tests.unit.phases.release.benches import call, cloned, copy_of, put, values, with_files

ROOT = Path(__file__).resolve().parents[4]
PHASE = yaml.safe_load((ROOT / "config" / "release.yaml").read_text())
ENDS = {"max": lambda value, bound: value <= bound, "min": lambda value, bound: value >= bound, "required": lambda value, bound: value is bound}


@pytest.fixture(scope="module")
def released(drafts, tmp_path_factory):
    bench = copy_of(drafts, tmp_path_factory.mktemp("released"))
    bench.result = bench.run("ChangelogAgent", phase="release")
    return bench


def planted(final, tmp_path, files):
    return with_files(final, tmp_path, files)


def test_every_rubric_that_a_guard_measures_is_met(released):
    found: dict = {}
    for guard in PHASE["guards"]:
        found.update(values(released, guard, phase="release"))
    for rubric, wanted in PHASE["rubrics"].items():
        metric, _, kind = rubric.rpartition("_")
        if metric not in ("grounding", "completeness"):
            bound = wanted["value"] if isinstance(wanted, dict) else wanted
            assert found[metric] is not None, metric
            assert ENDS[kind](found[metric], bound), (metric, found[metric])


def test_every_required_artifact_is_there_and_about_the_released_commit(released):
    assert set(PHASE["artifacts"]) <= {ref.type for ref in released.refs if ref.phase == "release"}
    commit, tree = released.result["commit"], released.result["tree"]
    assert [ref.name for ref in released.refs if ref.type == "GitBundle"][-1] == f"{commit}.bundle"
    assert {released.content(type)["tree"] for type in ("SecurityPack", "SBOM", "Signatures", "VulnerabilityScan")} == {tree}
    assert (released.content("RollbackPlan")["rehearsal"]["commit"], released.content("CanaryRules")["measured_on"]["commit"]) == (commit, commit)


def test_its_claims_are_grounded(released):
    contents = [(ref, json.loads(released.bytes[ref.id])) for ref in released.refs if ref.media_type == "application/json"]
    reports = {content["tool"]: content for ref, content in contents if ref.type == "ToolReport"}
    earlier: dict = {}
    for ref, content in contents:
        if ref.phase != "release":
            earlier.setdefault(ref.type, []).insert(0, content)
    drafts = [(ref.type, artifact_schema(ref.type), content) for ref, content in contents if ref.phase == "release" and ref.type != "ToolReport"]
    result = ground(drafts, Sources(idea={"text": "x"}, artifacts=earlier, rules=rules(), reports=reports))
    assert result.grounding >= 0.95, [(v.claim.artifact_type, v.claim.pointer, v.reason) for v in result.unsupported]


def test_the_same_product_gives_the_same_release(released, final, tmp_path):
    assert cloned(final, tmp_path / "look").head == released.result["commit"]


def test_the_final_commit_carries_version_changelog_and_documents(final, tmp_path):
    product = cloned(final, tmp_path / "look")
    assert (product.path / "VERSION").read_text() == "1.0.0\n"
    assert json.loads((product.path / "openapi.json").read_text())["info"]["version"] == "1.0.0"
    assert {"CHANGELOG.md", "docs/api.md", "docs/deployment.md", "docs/release-notes.md", "docs/user-guide.md"} <= set(product.files())


def test_a_report_about_another_commit_is_not_evaluable(released, tmp_path):
    later = with_files(released, tmp_path, {"NOTES.md": "# More\n"})
    assert set(values(later, "guard.releaseCheck", phase="release").values()) == {None}
    assert values(later, "guard.secretScan", phase="release") == {"secrets": None}


def test_without_any_report_nothing_is_evaluable(final):
    assert set(values(final, "guard.releaseCheck", phase="release").values()) == {None}


def test_a_key_leaked_by_the_final_commit_is_found(final, tmp_path):
    key = "AKIA" + "Q3X7" + "ABCDEFGH" + "ZZ5K"
    bench = planted(final, tmp_path, {"deploy/settings.py": f'KEY = "{key}"\n'})
    call(bench, "tool.code.secretScan", phase="release")
    assert values(bench, "guard.secretScan", phase="release")["secrets"] >= 1


def test_a_release_that_does_not_start_does_not_boot(final, tmp_path):
    bench = planted(final, tmp_path, {"VERSION": None})
    report = call(bench, "tool.release.boot", phase="release")
    assert (report["outcome"], report["data"]["boots"]) == ("ok", False)
    assert values(bench, "guard.releaseCheck", phase="release")["boots"] is False


def test_a_release_without_its_pages_does_not_boot(final, tmp_path):
    pages = (cloned(final, tmp_path / "look").path / "app" / "pages.py").read_text()
    bench = planted(final, tmp_path / "planted", {"app/static/style.css": None, "app/pages.py": pages + "\n\nROUTES = ()\n"})
    report = call(bench, "tool.release.boot", phase="release")
    assert [entry["check"] for entry in report["data"]["checks"] if not entry["passed"]] == ["page"]


def test_a_failing_suite_is_counted(final, tmp_path):
    wrong = "import unittest\n\n\nclass Wrong(unittest.TestCase):\n    def test_wrong(self):\n        self.fail('planted')\n"
    bench = planted(final, tmp_path, {"tests/test_wrong.py": wrong})
    call(bench, "tool.qa.coverage", phase="release")
    assert 0.9 < values(bench, "guard.releaseCheck", phase="release")["tests_pass"] < 1


def test_a_release_that_loses_rows_fails_its_rehearsal(final, tmp_path):
    bench = planted(final, tmp_path / "planted", {"app/migrations/0002_loss.sql": 'DELETE FROM "list";\n'})
    report = call(bench, "tool.release.rollback", phase="release")
    assert [step["passed"] for step in report["data"]["steps"]] == [True, False]
    assert "answered 404" in report["data"]["steps"][1]["detail"]
    assert values(bench, "guard.releaseCheck", phase="release")["rollback"] is False


def test_a_release_after_which_the_version_before_cannot_read_fails_its_rehearsal(final, tmp_path):
    bench = planted(final, tmp_path / "planted", {"app/migrations/0002_colour.sql": 'ALTER TABLE "list" ADD COLUMN "colour" TEXT;\n'})
    report = call(bench, "tool.release.rollback", phase="release")
    assert [step["passed"] for step in report["data"]["steps"]] == [True, True, False]
    assert "schema version 2" in report["data"]["steps"][2]["detail"]
    assert report["data"]["rollback"] is False


def test_the_rehearsal_goes_to_the_next_version_and_back(released):
    rehearsal = released.content("RollbackPlan")["rehearsal"]
    assert [step["passed"] for step in rehearsal["steps"]] == [True] * 6
    assert rehearsal["next_migration"] == "app/migrations/0002_next.sql"
    assert rehearsal["rows_kept_migrated"] == rehearsal["rows_restored"] == rehearsal["rows_kept"] > rehearsal["rows_written"]


def test_a_release_that_opens_data_of_a_newer_version_fails_its_rehearsal(final, tmp_path):
    careless = templates.text("app/database.py").replace("if reached > newest:", "if reached > newest + 99:")
    bench = planted(final, tmp_path / "planted", {"app/database.py": careless})
    report = call(bench, "tool.release.rollback", phase="release")
    assert [step["passed"] for step in report["data"]["steps"]] == [True, True, True, True, False]
    assert values(bench, "guard.releaseCheck", phase="release")["rollback"] is False


def test_without_a_version_before_the_rehearsal_is_not_evaluable(final, tmp_path):
    bench = copy_of(final, tmp_path)
    bench.refs = [ref for ref in bench.refs if not (ref.type == "GitBundle" and ref.phase == "build")]
    assert call(bench, "tool.release.rollback", phase="release")["outcome"] == "error"
    assert values(bench, "guard.releaseCheck", phase="release")["rollback"] is None


def test_a_plan_that_names_a_missing_file_is_found(final, tmp_path):
    bench = copy_of(final, tmp_path)
    plan = bench.content("DeploymentPlan")
    plan["steps"][4]["files"].append("deploy/secret-sauce.yaml")
    put(bench, "DeploymentPlan", plan, phase="release")
    report = bench.run("guard.releasePlans", phase="release")
    assert report["metrics"]["plan_references"]["value"] < 1
    assert any("deploy/secret-sauce.yaml does not exist" in finding["message"] for finding in report["findings"])


def test_a_document_that_is_not_in_the_commit_is_found(final, tmp_path):
    bench = planted(final, tmp_path, {"docs/user-guide.md": None})
    found = values(bench, "guard.releasePlans", phase="release")
    assert found["docs_committed"] < 1
    assert found["docs_links_broken"] == 1


def test_an_operation_without_documentation_is_found(final, tmp_path):
    bench = planted(final, tmp_path, {"docs/api.md": "# API guide\n"})
    assert values(bench, "guard.releasePlans", phase="release")["docs_operations"] == 0


def test_a_threshold_that_no_baseline_gives_is_found(released, tmp_path):
    bench = copy_of(released, tmp_path)
    canary = bench.content("CanaryRules")
    canary["rules"][1]["threshold"] = 99999
    put(bench, "CanaryRules", canary, phase="release")
    assert values(bench, "guard.releasePlans", phase="release")["canary_computed"] == pytest.approx(2 / 3)


def test_what_the_phase_names_exists():
    targets = [*PHASE["agents"], *PHASE["guards"], *(tool for tool in PHASE["allowlisted_tools"] if tool != "tool.signing.cosign")]
    assert [target for target in targets if not loading.exists(target)] == []
