"""The hazards that the written rules see in a domain model, from hazards.json; each has the rules `risk.<id>` and `risk.<id>.measure`.

Likelihood and impact (1–5) start at the written values of a hazard and move by written factors (`risk.factor.*`), each of which names
what in this model moves it. They are not measurements of this product.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.lexicon import domain_named
from phases.sandboxed.author.personal import personal_attributes

HIGH_SCORE, MEDIUM_SCORE = 15, 8
LOWEST, HIGHEST = 1, 5
MANY = 100
# kind of rule → the hazard that it brings with it, on the rule's own things
BROUGHT = {
    "approval": "bottleneck",
    "limit": "gaming",
    "capacity": "overcrowding",
    "no_overlap": "double_booking",
    "expiry": "silent_expiry",
    "queue": "unfair_order",
    "access": "locked_out",
}
# hazard → kinds of rules by which the product itself refuses it
REFUSED_BY = {
    "double_booking": ("no_overlap",),
    "overcrowding": ("capacity",),
    "unfair_order": ("queue",),
    "silent_expiry": ("reminder",),
    "stock_mismatch": ("bound",),
    "misuse": ("limit", "unique"),
    "payment": ("approval",),
}
RESTRICTING = {"privacy": ("visibility", "access"), "health_privacy": ("visibility",), "children_privacy": ("visibility",), "data_loss": ("access",)}
HIT_HARDER = ("data_loss", "misuse")


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One written reason to move a likelihood or an impact: the rule `risk.factor.<id>`, and where the model gives cause (pointer, words)."""

    id: str
    likelihood: int
    impact: int
    pointer: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Risk:
    """A hazard as it stands in this model."""

    hazard: str
    concerns: tuple[str, ...]
    likelihood: int
    impact: int
    factors: tuple[Factor, ...]

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


@functools.cache
def table() -> Mapping[str, Mapping[str, Any]]:
    """Return hazard id → {category, title, likelihood, impact, owner}."""
    return json.loads((Path(__file__).parent / "hazards.json").read_text(encoding="utf-8"))


def hazards(model: DomainModel, limitations: Sequence[Any]) -> dict[str, tuple[str, ...]]:
    """Return hazard id → ids of the entities that it concerns, worst first.

    The domain's own hazards concern all its things; personal data brings `privacy`; limits bring `unmet_expectation`; whatever
    is kept can be lost and misused; a domain that nobody knows is unclear; a rule brings what it invites, on its own things.
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
    for hazard in dict.fromkeys(BROUGHT[rule.kind] for rule in model.rules if rule.kind in BROUGHT):
        found[hazard] = tuple(dict.fromkeys(rule.entity for rule in model.rules if BROUGHT.get(rule.kind) == hazard))
    if any(not rule.checkable for rule in model.rules):
        found["unenforced"] = everything[:1]
    return dict(sorted(found.items(), key=lambda entry: (-score(entry[0]), entry[0])))


def risks(model: DomainModel, limitations: Sequence[Any]) -> list[Risk]:
    """Return every hazard as it stands in this model, worst first."""
    found = [_risk(model, hazard, concerns) for hazard, concerns in hazards(model, limitations).items()]
    return sorted(found, key=lambda risk: (-risk.score, risk.hazard))


def _risk(model: DomainModel, hazard: str, concerns: tuple[str, ...]) -> Risk:
    factors = tuple(_factors(model, hazard, concerns))
    known = table()[hazard]
    return Risk(
        hazard=hazard,
        concerns=concerns,
        likelihood=_within(known["likelihood"] + sum(factor.likelihood for factor in factors)),
        impact=_within(known["impact"] + sum(factor.impact for factor in factors)),
        factors=factors,
    )


def _factors(model: DomainModel, hazard: str, concerns: tuple[str, ...]) -> list[Factor]:
    found = []
    placed = [(f"/rules/{index}/text", rule) for index, rule in enumerate(model.rules) if rule.entity in concerns]
    for id, kinds, change in (("enforced", REFUSED_BY.get(hazard, ()), -2), ("restricted", RESTRICTING.get(hazard, ()), -1)):
        cause = next(((pointer, rule.text) for pointer, rule in placed if rule.kind in kinds), None)
        if cause:
            found.append(Factor(id=id, likelihood=change, impact=0, pointer=cause[0], words=cause[1]))
    crowd = next((index for index, quality in enumerate(model.qualities) if quality.kind == "volume" and (quality.value or 0) >= MANY), None)
    if crowd is not None:
        found.append(Factor(id="many", likelihood=1, impact=0, pointer=f"/qualities/{crowd}/text", words=model.qualities[crowd].text))
    private = [index for index, entity in enumerate(model.entities) if entity.id in concerns and personal_attributes(entity)]
    if private and hazard in HIT_HARDER:
        entity = model.entities[private[0]]
        found.append(Factor(id="personal", likelihood=0, impact=1, pointer=f"/entities/{private[0]}/plural", words=entity.plural))
    return found


def _within(value: int) -> int:
    return max(LOWEST, min(HIGHEST, value))


def score(hazard: str) -> int:
    """Return likelihood × impact (1–25) from which a hazard starts. Raises KeyError for an unknown one."""
    return int(table()[hazard]["likelihood"]) * int(table()[hazard]["impact"])


def level(points: int) -> str:
    """Return low, medium or high for a score."""
    return "high" if points >= HIGH_SCORE else "medium" if points >= MEDIUM_SCORE else "low"
