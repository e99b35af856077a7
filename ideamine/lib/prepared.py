"""Prepared statements for the few queries that run thousands of times: PostgreSQL parses and plans them once a connection.

psycopg2 has none of its own, so PREPARE and EXECUTE are written out. They live as long as the server's session, which an
external pooler in transaction mode would share: connect without one.
"""

from __future__ import annotations

import functools
import weakref
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

# server connection → names prepared on it
_prepared: weakref.WeakKeyDictionary[Any, set[str]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A statement with $1, $2, … and the SQL types of its values."""

    name: str
    types: tuple[str, ...]
    statement: str

    def fetch_one(self, values: Sequence[Any]) -> tuple[Any, ...] | None:
        """Run the statement and return its first row, or None."""
        return run(*self.bind(values)).fetchone()

    def fetch_all(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run the statement and return its rows."""
        return run(*self.bind(values)).fetchall()

    def change(self, values: Sequence[Any]) -> int:
        """Run the statement and return how many rows it changed."""
        return run(*self.bind(values)).rowcount

    def bind(self, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """Return the text that runs the statement, with %s for each value, and the values, to be run by themselves or among others."""
        _connect()
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            run(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self.statement}")
            known.add(self.name)
        return self._text, [_array(value) if plain else value for plain, value in zip(self._plain, values, strict=True)]

    @functools.cached_property
    def _text(self) -> str:
        # a list says nothing about its type when it is empty or holds only NULLs
        return f"EXECUTE {self.name} ({', '.join(f'%s::{type}' if type.endswith('[]') else '%s' for type in self.types)})"

    @functools.cached_property
    def _plain(self) -> list[bool]:
        return [type.endswith("[]") and type != "text[]" for type in self.types]


def run(text: str, values: Sequence[Any] | None = None) -> Any:
    """Send a text on a plain cursor of Django's connection and return the cursor, whose wrapper costs as much as a small query."""
    _connect()
    with connection.wrap_database_errors:
        cursor = connection.cursor() if connection.queries_logged else connection.connection.cursor()
        cursor.execute(text, values)
        return cursor


def _connect() -> None:
    connection.close_if_health_check_failed()
    connection.ensure_connection()


def _array(values: Sequence[Any]) -> str:
    """Return numbers, ids or times as one literal, which PostgreSQL reads faster than an expression for each of them."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
