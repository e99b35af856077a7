"""What a run came to, told from what `start_run --json` prints; content comes from the store by the hashes in the dossier."""

import json

import pytest

from ideamine.lib.storage import ArtifactStore, ContentCorrupt, ContentNotFound
from tests.evaluation.runs import Ran, artifacts, phase_seconds, run, told


def event(type, second, phase=None):
    return {"type": type, "phase": phase, "timestamp": f"2026-01-01T00:00:{second:02}+00:00"}


EVENTS = [
    event("run.started", 0),
    event("phase.started", 1, "intake"),
    event("phase.gate.failed", 3, "intake"),
    event("phase.started", 3, "intake"),
    event("phase.complete", 6, "intake"),
    event("phase.started", 6, "ideation"),
    event("run.failed", 9),
]


@pytest.fixture
def store(tmp_path):
    return ArtifactStore(tmp_path / "artifacts")


def dossier_of(store, *contents):
    return {"artifacts": [{"type": type, "sha256": store.put(json.dumps(content).encode()).hash} for type, content in contents]}


def test_a_phase_lasts_from_its_first_start_to_its_end_and_one_without_an_end_has_no_seconds():
    assert phase_seconds(EVENTS) == {"intake": 5.0}


def test_the_newest_of_a_type_is_the_last_that_the_dossier_lists(store):
    dossier = dossier_of(store, ("PRD", {"title": "first"}), ("DomainModel", {"rules": []}), ("PRD", {"title": "second"}), ("RTM", {}))
    assert artifacts(dossier, store) == {"PRD": {"title": "second"}, "DomainModel": {"rules": []}}


def test_content_that_is_gone_or_changed_is_no_content(store):
    dossier = dossier_of(store, ("PRD", {"title": "first"}))
    file = next(file for file in store.root.rglob("*") if file.is_file())
    file.chmod(0o600)
    file.write_text("{}")
    with pytest.raises(ContentCorrupt):
        artifacts(dossier, store)
    file.unlink()
    with pytest.raises(ContentNotFound):
        artifacts(dossier, store)


def test_a_run_without_a_dossier_tells_its_reasons_and_its_seconds(store):
    ending = {"run_id": "1", "status": "failed", "dossier_json": None, "reasons": ["intake: killed"]}
    found = told("lottery", "\n".join(map(json.dumps, [*EVENTS, ending])), "", store)
    assert (found.status, found.reasons, found.whole_seconds, found.fine) == ("failed", ("intake: killed",), 9.0, False)
    assert found.faults == ("there is no dossier",)


def test_a_dossier_that_does_not_hold_is_told(store, tmp_path):
    written = tmp_path / "dossier.json"
    written.write_text(json.dumps(dossier_of(store, ("PRD", {}), ("DomainModel", {}))))
    found = told("library", json.dumps({"status": "completed", "dossier_json": str(written), "reasons": []}), "", store)
    assert found.faults[0] == "the signature cannot be read: KeyError: 'signature'"
    assert not found.fine


def test_only_a_completed_run_with_a_whole_dossier_is_fine():
    whole = {"DomainModel": {}, "PRD": {}}
    assert Ran(idea="x", status="completed", artifacts=whole).fine
    assert not Ran(idea="x", status="failed", artifacts=whole).fine
    assert not Ran(idea="x", status="completed", artifacts={"PRD": {}}).fine
    assert not Ran(idea="x", status="completed", artifacts=whole, faults=("changed",)).fine


def test_what_the_door_refuses_is_told_in_its_words(tmp_path):
    found = run("nothing", tmp_path / "missing.md", tmp_path / "var")
    assert found.status == "refused" and not found.fine
    assert "missing.md" in found.reasons[0]
