"""Facts become entries of a chain, and artifacts become rows."""

import json
import uuid
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ideamine.lib.canonical import canonical_json, sha256
from ledger import recorder
from ledger.models import Artifact, LedgerEntry
from ledger.verification import verify
from runs.transitions import step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def artifact(**columns):
    return {
        "id": str(uuid.uuid4()),
        "phase": "intake",
        "attempt": 1,
        "task_id": None,
        "type": "Glossary",
        "schema_id": "schema.artifact.glossary.v1",
        "name": "Glossary.json",
        "media_type": "application/json",
        "size": 2,
        "hash": sha256(b"{}"),
        "location": "ab/cd",
        "provenance": {"source": "agent:X", "inputs": []},
        "position": 3,
    } | columns


def test_it_chains_entries_from_one_without_gap(run, record):
    record(("decision", {"decision": "plan"}), ("task", {"a": 1}, "intake"), now=NOW)
    record(("gate", {"pass": True}, "intake"))

    entries = list(LedgerEntry.objects.filter(run=run).order_by("seq"))
    assert [(e.seq, e.type, e.phase) for e in entries] == [(1, "decision", None), (2, "task", "intake"), (3, "gate", "intake")]
    assert [e.previous_hash for e in entries] == ["", entries[0].hash, entries[1].hash]
    assert (run.ledger_seq, run.ledger_head) == (3, entries[2].hash)
    assert entries[0].timestamp == NOW


def test_the_body_binds_every_column_and_is_canonical(run, record):
    record(("cost", {"tokens": 1.5, "b": [1, "é"]}, "prd"), provenance={"source": "agent:X"}, now=NOW)

    entry = LedgerEntry.objects.get(run=run)
    assert json.loads(entry.body) == {
        "id": str(entry.pk),
        "run": str(run.pk),
        "seq": 1,
        "phase": "prd",
        "type": "cost",
        "previous": "",
        "timestamp": "2026-01-02T03:04:05.678901+00:00",
        "data": entry.data,
        "provenance": entry.provenance,
    }
    assert entry.body.encode() == canonical_json(json.loads(entry.body))
    assert entry.hash == sha256(entry.body.encode())


def test_a_step_without_facts_writes_nothing(run, record):
    record()
    assert (run.ledger_seq, run.ledger_head) == (0, "")


def test_a_step_that_raises_leaves_no_entry(run, record):
    with pytest.raises(RuntimeError), step(run.pk) as current:
        current.record("task", data={}, provenance={})
        raise RuntimeError
    assert not LedgerEntry.objects.exists()


def test_it_keeps_what_jsonb_cannot_hold_in_the_body(run, record):
    record(("task", {"text": "nul \0, half \ud800"}))
    entry = LedgerEntry.objects.get(run=run)
    assert json.loads(entry.body)["data"] == {"text": "nul \0, half \ufffd"}
    assert entry.data == {"text": "nul \ufffd, half \ufffd"}
    assert verify(run.pk).ok


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.text(), json_values, max_size=3), min_size=1, max_size=4))
def test_any_json_makes_a_chain_that_verifies(record, facts):
    run = record(*[("decision", data) for data in facts]).run
    newest = LedgerEntry.objects.filter(run=run).latest("seq").body
    assert newest.encode() == canonical_json(json.loads(newest))
    report = verify(run.pk)
    assert report.ok, f"{report.reason}: {LedgerEntry.objects.get(run=run, seq=report.bad_seq).body}"


def test_it_inserts_the_row_of_an_artifact(run, record):
    columns = artifact()
    with step(run.pk, now=NOW) as current:
        recorder.append_artifact(current, columns=columns)

    row = Artifact.objects.get(pk=columns["id"])
    assert {name: getattr(row, name) for name in columns if name != "id"} == {k: v for k, v in columns.items() if k != "id"}
    assert (row.run_id, row.created_at) == (run.pk, NOW)
    entry = LedgerEntry.objects.get(run=run)
    assert (entry.type, entry.phase, entry.data["hash"], entry.provenance) == ("artifact", "intake", columns["hash"], columns["provenance"])


def test_it_leaves_an_artifact_that_exists_as_it_is(run, record):
    first = artifact()
    for columns in (first, {**first, "name": "Other.json"}):
        with step(run.pk) as current:
            recorder.append_artifact(current, columns=columns)
    assert Artifact.objects.get().name == "Glossary.json"


def test_it_writes_entries_and_artifacts_of_a_step_in_one_insert_each(run, record):
    with CaptureQueriesContext(connection) as captured, step(run.pk) as current:
        for _ in range(5):
            recorder.append_artifact(current, columns=artifact())
        recorder.append_cost(current, phase="intake", cost={"tokens": 3}, provenance={})
    sent = "\n".join(query["sql"] for query in captured)
    assert (sent.count("INSERT INTO artifacts"), sent.count("EXECUTE append_entries")) == (1, 1)
    assert (Artifact.objects.count(), LedgerEntry.objects.count()) == (5, 6)


def test_its_writers_state_the_six_kinds(run, record):
    with step(run.pk) as current:
        recorder.append_task_execution(current, phase="prd", task={"id": "t"}, result={}, cost={}, provenance={})
        recorder.append_gate_evaluation(current, phase="prd", gate={"pass": True}, provenance={})
        recorder.append_decision(current, phase=None, decision="waiver", provenance={}, owner="Ann")
        recorder.append_artifact(current, columns=artifact())
        recorder.append_cost(current, phase="prd", cost={"tokens": 3}, provenance={})
        recorder.append_signature(current, phase="prd", subject="dossier", envelope={"payload": ""}, provenance={})
    assert [e.type for e in LedgerEntry.objects.order_by("seq")] == ["task", "gate", "decision", "artifact", "cost", "signature"]
    assert LedgerEntry.objects.get(type="decision").data == {"decision": "waiver", "owner": "Ann"}


@pytest.mark.parametrize("statement", ["UPDATE ledger SET type = 'gate'", "DELETE FROM ledger", "TRUNCATE ledger", "TRUNCATE runs CASCADE"])
def test_the_database_refuses_to_change_the_ledger(run, record, statement):
    record(("task", {}))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # TRUNCATE would refuse on account of unchecked foreign keys first
        cursor.execute(statement)
    assert verify(run.pk).ok
