"""Attacks on the ledger: whatever is changed, the first bad entry is named."""

import json

import pytest
from django.db import connection

from ideamine.lib.canonical import canonical_json, sha256
from ledger import checkpoints
from ledger.models import LedgerEntry
from ledger.verification import verify, verify_all
from runs.errors import RunNotFound
from runs.models import Run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.LEDGER_CHECKPOINTS = str(tmp_path / "checkpoints")
    settings.SIGNING_KEY_FILE = str(tmp_path / "signing.pem")


@pytest.fixture
def chain(run, record):
    """Six entries."""
    record(("decision", {"n": 1}, "intake"), ("task", {"n": 2, "text": "nul \0"}, "intake"), ("artifact", {"n": 3}))
    record(("gate", {"n": 4.5}, "intake"), ("cost", {"n": 5e21}), ("signature", {"n": 6, "list": [True, None, {"a": "b"}]}))
    return run


def attack(statement, *values):
    """Change the ledger as a superuser could who first disables its triggers; the test's transaction is undone."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE ledger ENABLE TRIGGER USER")


def rehashed(run, seq, **changes):
    """Return body and hash of an entry as a forger would make them."""
    body = {**json.loads(LedgerEntry.objects.get(run=run, seq=seq).body), **changes}
    text = canonical_json(body).decode()
    return text, sha256(text.encode())


def test_it_accepts_a_chain_as_written(chain):
    report = verify(chain.pk)
    assert (report.ok, report.length, report.head) == (True, 6, chain.ledger_head)
    assert "6 entries hold" in str(report)


def test_it_accepts_a_run_without_entries(run):
    assert verify(run.pk).ok


def test_it_does_not_know_a_run_that_does_not_exist():
    with pytest.raises(RunNotFound):
        verify("00000000-0000-0000-0000-000000000000")


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("id", "00000000-0000-0000-0000-000000000001", "column id"),
        ("timestamp", "2020-01-01T00:00:00Z", "column timestamp"),
        ("type", "gate", "column type"),
        ("phase_id", "prd", "column phase"),
        ("phase_id", None, "column phase"),
        ("data", '{"n": 99}', "column data"),
        ("data", '{"n": 2, "text": "nul \ufffd", "more": 1}', "column data"),
        ("data", f'{{"n": {"9" * 5000}}}', "no readable JSON"),
        ("provenance", '{"source": "forged"}', "column provenance"),
        ("body", "{}", "hash is not that of its body"),
        ("previous_hash", "0" * 64, "it follows 000"),
        ("hash", "0" * 64, "hash is not that of its body"),
    ],
)
def test_it_names_the_entry_whose_column_was_flipped(chain, column, value, reason):
    attack(f"UPDATE ledger SET {column} = %s WHERE run_id = %s AND seq = 2", value, chain.pk)
    report = verify(chain.pk)
    assert report.bad_seq == 2
    assert reason in report.reason


def test_it_misses_an_entry_that_was_given_to_another_run(chain):
    other = Run.objects.create(title="Other", idea={})
    attack("UPDATE ledger SET run_id = %s WHERE run_id = %s AND seq = 2", other.pk, chain.pk)
    assert verify(chain.pk).bad_seq == 2
    assert verify(other.pk).bad_seq == 1


def test_it_misses_an_entry_that_was_numbered_anew(chain):
    attack("UPDATE ledger SET seq = 77 WHERE run_id = %s AND seq = 4", chain.pk)
    assert verify(chain.pk).bad_seq == 4


def test_it_notices_an_entry_before_the_first(chain):
    attack("UPDATE ledger SET seq = 0 WHERE run_id = %s AND seq = 1", chain.pk)
    assert verify(chain.pk).bad_seq == 0


def test_it_notices_two_swapped_rows(chain):
    attack("UPDATE ledger SET seq = seq + 100 WHERE run_id = %s AND seq IN (3, 4)", chain.pk)
    attack("UPDATE ledger SET seq = 107 - seq WHERE run_id = %s AND seq > 100", chain.pk)
    assert list(LedgerEntry.objects.filter(run=chain).order_by("seq").values_list("seq", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert verify(chain.pk).bad_seq == 3


def test_it_notices_a_missing_middle(chain):
    attack("DELETE FROM ledger WHERE run_id = %s AND seq IN (3, 4)", chain.pk)
    report = verify(chain.pk)
    assert (report.bad_seq, report.reason) == (3, "it is missing: 5 follows 2")


def test_it_notices_a_missing_tail(chain):
    attack("DELETE FROM ledger WHERE run_id = %s AND seq > 4", chain.pk)
    report = verify(chain.pk)
    assert (report.bad_seq, report.reason) == (5, "the chain has 4 entries; the run says 6")


def test_it_notices_that_everything_is_gone(chain):
    attack("DELETE FROM ledger WHERE run_id = %s", chain.pk)
    assert verify(chain.pk).bad_seq == 1


def test_it_notices_an_entry_beyond_the_head(chain):
    Run.objects.filter(pk=chain.pk).update(ledger_seq=5, ledger_head=LedgerEntry.objects.get(run=chain, seq=5).hash)
    assert verify(chain.pk).bad_seq == 6


def test_it_notices_a_number_that_stands_twice(chain):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE ledger DROP CONSTRAINT ledger_seq_once")
    attack(
        "INSERT INTO ledger (id, run_id, seq, type, data, provenance, body, previous_hash, hash)"
        " SELECT gen_random_uuid(), run_id, seq, type, data, provenance, body, previous_hash, hash FROM ledger WHERE run_id = %s AND seq = 3",
        chain.pk,
    )
    assert verify(chain.pk).bad_seq == 3


def test_it_notices_a_fork_whose_hash_is_right(chain):
    """Entry 3 is replaced by another that follows entry 2 properly: entry 4 does not follow it."""
    body, digest = rehashed(chain, 3, data={"n": "forged"})
    attack("UPDATE ledger SET body = %s, hash = %s, data = %s WHERE run_id = %s AND seq = 3", body, digest, '{"n": "forged"}', chain.pk)
    assert verify(chain.pk).bad_seq == 4


def test_it_notices_a_last_entry_forged_with_its_hash(chain):
    body, digest = rehashed(chain, 6, data={"n": "forged"})
    attack("UPDATE ledger SET body = %s, hash = %s, data = %s WHERE run_id = %s AND seq = 6", body, digest, '{"n": "forged"}', chain.pk)
    assert verify(chain.pk).bad_seq == 6


def test_a_checkpoint_outside_shows_an_old_backup(chain, record):
    """The backup is consistent in itself: rows and the run's head are of the same, earlier moment."""
    checkpoints.export(chain.pk)
    attack("DELETE FROM ledger WHERE run_id = %s AND seq > 3", chain.pk)
    Run.objects.filter(pk=chain.pk).update(ledger_seq=3, ledger_head=LedgerEntry.objects.get(run=chain, seq=3).hash)

    assert verify(chain.pk, checkpoints=[]).ok
    report = verify(chain.pk)
    assert (report.bad_seq, report.reason) == (4, "the chain has 3 entries; a checkpoint exported earlier says 6")


def test_a_checkpoint_outside_shows_a_history_written_anew_over_an_old_backup(chain, record):
    checkpoints.export(chain.pk)
    attack("DELETE FROM ledger WHERE run_id = %s AND seq > 3", chain.pk)
    Run.objects.filter(pk=chain.pk).update(ledger_seq=3, ledger_head=LedgerEntry.objects.get(run=chain, seq=3).hash)
    record(*[("decision", {"other": n}) for n in range(5)])

    report = verify(chain.pk)
    assert report.bad_seq == 6
    assert "the checkpoint exported at 6 entries" in report.reason


def test_a_checkpoint_stays_true_as_the_chain_grows(chain, record):
    checkpoints.export(chain.pk)
    record(("cost", {"n": 7}))
    assert (verify(chain.pk).ok, verify(chain.pk).checkpoints) == (True, 1)


def test_a_forged_checkpoint_does_not_pass(chain, settings, tmp_path):
    path = checkpoints.export(chain.pk)
    settings.SIGNING_KEY_FILE = str(tmp_path / "another.pem")
    report = verify(chain.pk)
    assert report.bad_seq == 6
    assert f"{path.name} cannot be trusted" in report.reason


def test_it_verifies_all_runs_and_names_a_run_that_is_gone(chain, run, settings, tmp_path):
    other = Run.objects.create(title="Other", idea={})
    (tmp_path / "checkpoints" / "gone-run").mkdir(parents=True)
    assert {report.run_id: report.ok for report in verify_all()} == {str(chain.pk): True, str(other.pk): True, "gone-run": False}


def test_it_walks_a_long_chain_in_batches(run, record):
    record(*[("cost", {"n": n}) for n in range(1203)])
    assert verify(run.pk).length == 1203
    attack("DELETE FROM ledger WHERE run_id = %s AND seq = 1001", run.pk)
    assert verify(run.pk).bad_seq == 1001
