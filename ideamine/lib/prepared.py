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
        with connection.cursor() as cursor:
            self._execute(cursor, values)
            return cursor.fetchone()

    def fetch_all(self, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Run the statement and return its rows."""
        with connection.cursor() as cursor:
            self._execute(cursor, values)
            return cursor.fetchall()

    def change(self, values: Sequence[Any]) -> int:
        """Run the statement and return how many rows it changed."""
        with connection.cursor() as cursor:
            self._execute(cursor, values)
            return cursor.rowcount

    def call(self, cursor: Any) -> str:
        """Return the text that runs the statement, with %s for each value, to be sent on this cursor among others."""
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self.statement}")
            known.add(self.name)
        return f"EXECUTE {self.name} ({', '.join(self._places)})"

    @functools.cached_property
    def _places(self) -> list[str]:
        # a list says nothing about its type when it is empty or holds only NULLs
        return [f"%s::{type}" if type.endswith("[]") else "%s" for type in self.types]

    def _execute(self, cursor: Any, values: Sequence[Any]) -> None:
        cursor.execute(self.call(cursor), values)
