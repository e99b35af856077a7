"""What the dossier of a run says."""

import uuid
from datetime import UTC, datetime

import jsonschema
import pytest

from ledger.models import Artifact
from phases.dossier.compiler import ReleaseDossierCompiler
from phases.schemas.dossier import DOSSIER
from runs.errors import RunNotFound
from runs.models import Phase, Run

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, tzinfo=UTC)


def compiled(run):
    content = ReleaseDossierCompiler(now=NOW).compile(run.pk)
    jsonschema.Draft202012Validator(DOSSIER).validate(content)
    return content


def test_it_carries_code_with_commit_and_tree(finished, bundle):
    code = compiled(finished)["code"]
    assert (len(code["commit"]), len(code["tree"])) == (40, 40)
    assert [(part["type"], part["encoding"], part["size"]) for part in code["parts"]] == [("GitBundle", "base64", len(bundle))]


def test_it_names_what_is_missing(finished):
    content = compiled(finished)
    assert content["complete"] is False
    assert "product: PRD: no phase made one" in content["missing"]
    assert "quality: A11yAudit: no phase made one" in content["missing"]


def test_it_tells_every_rubric_with_what_measured_it(finished):
    gate = compiled(finished)["gates"][0]
    assert (gate["phase"], gate["duration_ms"], gate["verdict"]["score"]) == ("build", 4000, 100.0)
    measured = gate["rubrics"][0]["measurements"][0]
    assert (measured["guard"], measured["value"], measured["unit"], measured["producer"]["command"]) == (
        "guard.t",
        1.0,
        "ratio",
        "python -m unittest",
    )
    assert gate["history"] == [{"attempt": 1, "pass": True, "score": 100.0, "reasons": []}]


def test_it_lists_active_assumptions_waivers_and_totals(finished):
    content = compiled(finished)
    assert [entry["assumption"] for entry in content["assumptions"]] == ["Users are patient"]
    assert [(entry["rubric"], entry["owner"], entry["status"]) for entry in content["waivers"]] == [("high_cves_max", "Ann", "active")]
    assert (content["totals"]["duration_ms"], content["totals"]["gates_passed"], content["totals"]["usage"]["tools_minutes"]) == (9000, 2, 0.125)


def test_it_carries_the_scans_of_the_released_commit(finished):
    assert [part["name"] for part in compiled(finished)["security"]["parts"]] == ["ToolReport.json"]


def test_a_security_pack_of_another_tree_counts_as_missing(finished, make):
    Artifact.objects.filter(type="ToolReport").delete()
    make("SecurityPack", {"tree": "d" * 40}, phase="build")
    assert any("SecurityPack: it looked at the tree dddd" in entry for entry in compiled(finished)["missing"])


def test_the_chain_ends_at_the_ledgers_head(finished):
    ledger = compiled(finished)["ledger"]
    finished.refresh_from_db()
    assert (ledger["length"], ledger["head"]) == (finished.ledger_seq, finished.ledger_head)


def test_a_failed_run_has_a_dossier_too(run):
    Phase.objects.create(run=run, name="intake", status="failed", budgets={}, state={"reasons": ["grounding_min not met: 0.1 < 0.85"]})
    Phase.objects.create(run=run, name="ideation", position=1, status="cancelled", budgets={})
    Run.objects.filter(pk=run.pk).update(status="failed")

    content = compiled(run)
    assert "intake: the phase is failed" in content["missing"]
    assert "code: no phase made a repository" in content["missing"]
    assert content["gates"][0]["reasons"] == ["grounding_min not met: 0.1 < 0.85"]


def test_content_that_was_changed_in_the_store_is_named(finished, settings):
    from pathlib import Path

    row = Artifact.objects.get(type="GitBundle")
    path = Path(settings.ARTIFACT_STORAGE) / row.location
    path.chmod(0o644)
    path.write_bytes(b"changed")
    assert any(entry.startswith("code: GitBundle: ") for entry in compiled(finished)["missing"])


def test_equal_runs_have_one_content_digest_and_others_have_not(finished, make):
    first = compiled(finished)["content_digest"]
    assert compiled(finished)["content_digest"] == first
    make("ToolReport", {"tool": "tool.qa.x"}, phase="build", producer="tool.qa.x")
    assert compiled(finished)["content_digest"] == first
    make("Glossary", {"terms": []}, phase="build")
    assert compiled(finished)["content_digest"] != first


def test_there_is_no_dossier_of_a_run_that_does_not_exist(db):
    with pytest.raises(RunNotFound):
        ReleaseDossierCompiler(now=NOW).compile(uuid.uuid4())
