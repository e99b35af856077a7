"""The hazards that the written rules see in a domain model, from hazards.json; each has the rules `risk.<id>` and `risk.<id>.measure`.

Likelihood and impact (1–5) are the written starting values of a hazard, not measurements of this product.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.lexicon import domain_named
from phases.sandboxed.author.personal import personal_attributes

HIGH_SCORE, MEDIUM_SCORE = 15, 8


@functools.cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Return hazard id → {category, title, likelihood, impact, owner}."""
    return json.loads((Path(__file__).parent / "hazards.json").read_text(encoding="utf-8"))


def hazards(model: DomainModel, limitations: Sequence[Any]) -> dict[str, tuple[str, ...]]:
    """Return hazard id → ids of the entities that it concerns, worst first.

    The domain's own hazards concern all its things; personal data brings `privacy`; limits bring `unmet_expectation`; whatever
    is kept can be lost and misused; a domain that nobody knows is unclear.
    """
    everything = tuple(entity.id for entity in model.entities)
    personal = tuple(entity.id for entity in model.entities if personal_attributes(entity))
    domain = domain_named(model.domain)
    found = dict.fromkeys(domain.hazards if domain else ("unclear_scope",), everything)
    found["data_loss"] = everything
    found["misuse"] = everything[:1]
    found.pop("privacy", None)
    if personal:
        found["privacy"] = personal
    if limitations:
        found["unmet_expectation"] = everything[:1]
    return dict(sorted(found.items(), key=lambda entry: (-score(entry[0]), entry[0])))


def score(hazard: str) -> int:
    """Return likelihood × impact (1–25) of a hazard. Raises KeyError for an unknown one."""
    return int(table()[hazard]["likelihood"]) * int(table()[hazard]["impact"])


def level(points: int) -> str:
    """Return low, medium or high for a score."""
    return "high" if points >= HIGH_SCORE else "medium" if points >= MEDIUM_SCORE else "low"
