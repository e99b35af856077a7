"""The risks to people that a data protection assessment weighs, each by a written rule, and the measures that bear on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from phases.sandboxed.security.controls import chosen
from phases.sandboxed.security.privacy import Classified

# id, title, rule, measures, whether the impact is that of the most sensitive data (else 1), which categories call for it (none: all)
RISKS: tuple[tuple[str, str, str, tuple[str, ...], bool, frozenset[str]], ...] = (
    ("R1", "Disclosure", "privacy.risk.disclosure", ("authentication", "encrypted transport", "unprivileged user"), True, frozenset()),
    ("R2", "Unnoticed change", "privacy.risk.change", ("forgery protection", "input validation", "audit trail"), True, frozenset()),
    ("R3", "Loss", "privacy.risk.loss", ("backup", "foreign keys"), True, frozenset()),
    ("R4", "Kept too long", "privacy.risk.retention", ("erasure",), False, frozenset()),
    ("R5", "Rights of the persons", "privacy.risk.rights", ("read access", "correction", "erasure"), True, frozenset()),
    ("R6", "More data than needed", "privacy.risk.freetext", ("input validation",), False, frozenset({"free text"})),
)
LEVELS = ("low", "medium", "high")


def likelihood(measures: Iterable[Mapping[str, Any]]) -> int:
    """Return 1–3 by rule privacy.likelihood: 1 when every measure is there, 3 when none is."""
    there = [measure["present"] for measure in measures]
    return 1 if all(there) else 3 if not any(there) else 2


def level(likely: int, impact: int) -> str:
    """Return the level of a risk by rule privacy.level, over likelihood × impact (1–9)."""
    product = likely * impact
    return LEVELS[0] if product <= 2 else LEVELS[1] if product <= 4 else LEVELS[2]


def weigh(personal: list[Classified], found: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the risks that this data brings: `level` without any measure, `residual` with those that are there."""
    if not personal:
        return []
    worst = max(entry.impact for entry in personal)
    categories = {entry.category for entry in personal}
    weighed = []
    for id, title, rule, names, sensitive, only in RISKS:
        if only and not only & categories:
            continue
        impact = worst if sensitive else 1
        measures = chosen(names, found)
        likely = likelihood(measures)
        weighed.append(
            {
                "id": id,
                "title": title,
                "rule": rule,
                "likelihood": likely,
                "impact": impact,
                "level": level(3, impact),
                "measures": measures,
                "residual": level(likely, impact),
            }
        )
    return weighed
