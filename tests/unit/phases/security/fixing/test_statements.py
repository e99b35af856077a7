"""SQL that is made from values: each way of making it becomes a statement with parameters that finds the same rows, or stays with a reason."""

import sqlite3

import pytest

from phases.sandboxed.security.fixing import statements
from tests.support.wounds import wounded

ROWS = [(1, "blue"), (2, "green"), (3, "it's")]


def module(*lines):
    return '"""Finds."""\n\n\ndef find(connection, name, number):\n' + "".join(f"    {line}\n" for line in lines)


def repaired(finding, text, line=5):
    files = {"app/finding.py": text, "tests/__init__.py": ""}
    return statements.repair(files, [finding("B608", file="app/finding.py", line=line)])


def found(text, name, number):
    names = {}
    exec(compile(text, "finding", "exec"), names)
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE room (id INTEGER, name TEXT)")
        connection.executemany("INSERT INTO room VALUES (?, ?)", ROWS)
        rows = names["find"](connection, name, number).fetchall()
    connection.close()
    return rows


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("\"SELECT * FROM room WHERE name = '%s'\" % name", ROWS[1:2]),
        ("\"SELECT * FROM room WHERE name = '%s' AND id > %d\" % (name, number)", ROWS[1:2]),
        ('"SELECT * FROM room WHERE name = \'%(name)s\'" % {"name": name}', ROWS[1:2]),
        ("f\"SELECT * FROM room WHERE name = '{name}' AND id >= {number}\"", ROWS[1:2]),
        ("f\"SELECT * FROM room WHERE name LIKE '%{name}%' LIMIT {number}\"", ROWS[1:2]),
        ("f\"SELECT * FROM room WHERE name = '{name:>5}'\"", ROWS[1:2]),
        ('"SELECT * FROM room WHERE name = \'" + name + "\' AND id > " + str(number)', ROWS[1:2]),
        ("\"SELECT * FROM room WHERE name = '{}' AND id > {}\".format(name, number)", ROWS[1:2]),
        ('f"SELECT * FROM room WHERE id IN ({number}, {number + 1})"', ROWS[:2]),
        ('f"SELECT * FROM room WHERE name = ? AND id > {number}", (name,)', ROWS[1:2]),
        ("f\"SELECT * FROM room WHERE name <> 'it''s' AND name = '{name}'\"", ROWS[1:2]),
    ],
)
def test_a_statement_with_parameters_finds_the_same_rows_and_no_others(finding, made, expected):
    text = module(f"return connection.execute({made})")
    repair = repaired(finding, text)
    assert not repair.left
    after = repair.files["app/finding.py"]
    assert found(after, "green", 1) == found(text, "green", 1) == expected
    assert found(after, "x' OR '1' = '1", 1) == [] or "id IN" in made


def test_a_statement_that_has_a_name_is_repaired_where_it_is_made_and_where_it_is_executed(finding):
    text = module("wanted = f\"SELECT * FROM room WHERE name = '{name}'\"", "return connection.execute(wanted)")
    after = repaired(finding, text).files["app/finding.py"]
    assert after == module('wanted = "SELECT * FROM room WHERE name = ?"', "return connection.execute(wanted, (name,))")


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (('return connection.execute(f"SELECT * FROM {name}")',), "names a table or column"),
        (('return connection.execute(f"SELECT * FROM room ORDER BY {name}")',), "names a table or column"),
        (("return connection.execute(f'SELECT * FROM room WHERE \"{name}\" = 1')",), "names a table or column"),
        (('return connection.execute("SELECT * FROM room WHERE name = %r" % name)',), "%r"),
        (('return connection.execute(f"SELECT * FROM room WHERE name = {name!r}")',), "how a value is written"),
        (('return connection.execute(f"SELECT * FROM room WHERE id = {number:05d}")',), "how a value is written"),
        (('return f"SELECT * FROM room WHERE id = {number}"',), "not executed at one place"),
        (('wanted = f"SELECT * FROM room WHERE id = {number}"', 'wanted += " LIMIT 1"', "return connection.execute(wanted)"), "several places"),
        (('return connection.execute(f"SELECT * FROM room WHERE id = {number} AND name = ?", name)',), "parameters that cannot be read"),
    ],
)
def test_what_no_parameter_can_stand_for_stays_with_its_reason(finding, lines, reason):
    repair = repaired(finding, module(*lines))
    assert repair.files == {}
    assert reason in repair.left[0].reason


def test_its_test_fails_on_the_defect(sound, finding, bites):
    repair = statements.repair(wounded(sound, "statements"), [finding("B608", file="app/finding.py", line=6)])
    assert bites("statements", repair)
