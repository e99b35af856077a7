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

    def bind(self, cursor: Any, values: Sequence[Any]) -> tuple[str, list[Any]]:
        """Return the text that runs the statement, with %s for each value, and the values, to be sent on this cursor among others."""
        known = _prepared.setdefault(connection.connection, set())
        if self.name not in known:
            cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self.statement}")
            known.add(self.name)
        return self._text, [_array(value) if plain else value for plain, value in zip(self._plain, values, strict=True)]

    @functools.cached_property
    def _text(self) -> str:
        # a list says nothing about its type when it is empty or holds only NULLs
        return f"EXECUTE {self.name} ({', '.join(f'%s::{type}' if type.endswith('[]') else '%s' for type in self.types)})"

    @functools.cached_property
    def _plain(self) -> list[bool]:
        return [type.endswith("[]") and type != "text[]" for type in self.types]

    def _execute(self, cursor: Any, values: Sequence[Any]) -> None:
        cursor.execute(*self.bind(cursor, values))


def _array(values: Sequence[Any]) -> str:
    """Return numbers, ids or times as one literal, which PostgreSQL reads faster than an expression for each of them."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"
