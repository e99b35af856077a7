"""The live database against the specification: 13 tables, their columns, types, defaults, checks and indexes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection

from ideamine.lib.errors import IdeaMineError

pytestmark = pytest.mark.django_db
SPEC = Path(__file__).with_name("tables.txt")
OURS = {
    "runs",
    "phases",
    "tasks",
    "checkpoints",
    "events",
    "timers",
    "assumptions",
    "evidence_packs",
    "ledger",
    "phase_metrics",
    "artifacts",
    "waivers",
    "release_dossiers",
}


class BadSpec(IdeaMineError):
    """A line of tables.txt cannot be read."""


def specified() -> dict[str, list[str]]:
    """Return table → its lines, from tables.txt (the specification's tables, written one fact a line)."""
    found: dict[str, list[str]] = {}
    for line in SPEC.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            table, _, fact = line.partition(" ")
            found.setdefault(table, []).append(fact)
    return found


def rows(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def live_columns(table: str) -> dict[str, tuple[str, bool, str]]:
    found = rows(
        """SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, coalesce(pg_get_expr(d.adbin, d.adrelid), '')
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped""",
        table,
    )
    return {name: (kind, required, re.sub(r"::[a-z ]+(\(\d+\))?", "", default).strip("()").lower()) for name, kind, required, default in found}


def live_indexes(table: str) -> dict[str, str]:
    return dict(rows("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", table))


def test_there_are_exactly_the_thirteen_tables():
    live = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert live >= OURS and set(specified()) == OURS
    assert {name for name in live - OURS if not name.startswith(("auth_", "django_", "authtoken_"))} == set()


@pytest.mark.parametrize("table", sorted(OURS))
def test_a_table_has_what_the_specification_says(table):
    columns, indexes = live_columns(table), live_indexes(table)
    checks = " ".join(text for (text,) in rows("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass", table))
    wrong = []
    for fact in specified()[table]:
        kind, _, rest = fact.partition(" ")
        if kind == "column":
            name, type, *more = rest.split(" ", 2)
            want = (type.replace("_", " "), "required" in " ".join(more), re.search(r"default (\S+)", " ".join(more)))
            have = columns.get(name)
            if have is None or have[:2] != want[:2] or (want[2] and have[2] != want[2].group(1)):
                wrong.append(f"{name}: specified {rest}, live {have}")
        elif kind == "index":
            name, _, on = rest.partition(" ")
            if name not in indexes or on not in indexes[name]:
                wrong.append(f"index {rest}: live {indexes.get(name)}")
        elif kind == "constraint":
            if rest not in checks:
                wrong.append(f"constraint {rest}: live {checks}")
        else:
            raise BadSpec(f"{table} {fact}")
    assert wrong == []


@pytest.mark.parametrize("statement", ["UPDATE ledger SET type = 'gate'", "DELETE FROM ledger", "TRUNCATE ledger", "TRUNCATE runs CASCADE"])
def test_the_database_refuses_to_change_the_ledger(statement):
    from django.db import IntegrityError, transaction

    from runs.transitions import step
    from tests.support.factories import a_run

    with step(a_run().pk) as current:
        current.record("decision", data={"decision": "test"}, provenance={"source": "test"})
    with connection.cursor() as cursor:
        # pending checks of foreign keys would refuse a TRUNCATE before the ledger does
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert rows("SELECT count(*) FROM ledger") == [(1,)]
