"""The version after a release: one migration more, its data copied away and put back."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from phases.sandboxed.product.running import running
from phases.sandboxed.release.attempts import ToolBroken
from phases.sandboxed.release.next_version import COLUMN, copy_data, next_version, not_migrated
from tests.unit.phases.product.rule_benches import product_in
from tests.unit.phases.product.rule_models import RULES, booking_model

MODEL = booking_model(RULES["access"])


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    return product_in(tmp_path_factory.mktemp("release") / "product", MODEL, [])


def columns(database, table):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return {row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')}


def test_it_migrates_the_data_of_the_release_and_the_copy_undoes_that(release, tmp_path):
    after = next_version(release, tmp_path / "next", MODEL)
    assert (after.schema_version, after.migration) == (2, "app/migrations/0002_next.sql")
    assert not (release / after.migration).exists()
    with running(release, tmp_path) as before:
        pass
    assert not_migrated(before.database, after) == [
        "the database has the schema version 1 instead of 2",
        f"{after.entity} has no column {COLUMN}",
    ]
    copy_data(before.database, tmp_path / "copy.sqlite3")
    with running(after.path, tmp_path, accounts=before.accounts):
        pass
    assert not_migrated(before.database, after) == []
    copy_data(tmp_path / "copy.sqlite3", before.database)
    assert COLUMN not in columns(before.database, after.entity)


def test_a_write_ahead_log_belongs_to_the_copy(tmp_path):
    source, target = tmp_path / "a.sqlite3", tmp_path / "b.sqlite3"
    (tmp_path / "b.sqlite3-wal").write_bytes(b"of another time")
    for suffix in ("", "-wal"):
        source.with_name(source.name + suffix).write_text(f"file{suffix}")
    (tmp_path / "b.sqlite3-shm").write_bytes(b"of another time")
    copy_data(source, target)
    assert (target.read_text(), (tmp_path / "b.sqlite3-wal").read_text()) == ("file", "file-wal")
    assert not (tmp_path / "b.sqlite3-shm").exists()


def test_without_migrations_there_is_no_next_version(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ToolBroken, match="there are no migrations"):
        next_version(tmp_path / "empty", tmp_path / "next", MODEL)
