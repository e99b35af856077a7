"""What the writers of rule modules share: constants and SQL as they stand in a template's blanks. Used by `rule_features` and `rule_counting`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.querying import sql_literal
from phases.sandboxed.product.resources import Resource

Gaps = dict[str, str]
_PLAIN_WORDS = re.compile(r"[\w \-]*")
_KEYWORDS = frozenset({"FROM", "WHERE", "AND", "OR", "SET", "VALUES", "ORDER"})
MADE_AT, MADE_BY = "made_at", "made_by"


def statement(sql: str, *values: str) -> str:
    """Return a statement as a literal: over several lines only where its values are plain words, which no line break could hurt."""
    plain = all(_PLAIN_WORDS.fullmatch(value) and not _KEYWORDS & set(value.split()) for value in values)
    return sql_literal(sql) if plain else literal(sql)


def column(name: str) -> str:
    return f'"{name}"'


def texts(values: Iterable[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def outside(rule: Rule, names: tuple[str, str] = ("LOWEST", "HIGHEST")) -> Gaps:
    """Return the constants and the condition of a value that lies outside."""
    given = [(name, limit, sign) for name, limit, sign in zip(names, (rule.minimum, rule.maximum), "<>", strict=True) if limit is not None]
    return {
        "constants": "".join(f"{name} = {literal(limit)}\n" for name, limit, _ in given),
        "outside": " or ".join(f"value {sign} {name}" for name, _, sign in given),
    }


def counted(rule: Rule, resource: Resource, table: str = "") -> str:
    """Return the condition that leaves the ignored states out, empty where there are none."""
    place = f"{column(table)}." if table else ""
    return f" AND {place}{column(resource.state)} NOT IN ({texts(rule.ignored)})" if rule.ignored else ""
