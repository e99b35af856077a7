"""Pairs of rules that cannot both hold: one thing ruled with different figures, bounds that leave nothing, two groups that are each the only one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from phases.sandboxed.author.business_rules import Rule

# kind → (keys that say what is ruled, keys whose values must agree)
_AGREEING: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "limit": (("entity", "per", "scope", "period", "roles"), ("maximum",)),
    "total": (("entity", "attribute", "per", "period"), ("maximum",)),
    "capacity": (("entity", "reference"), ("maximum",)),
    "bound": (("entity", "attribute"), ("minimum", "maximum")),
    "duration": (("entity", "start", "end"), ("minimum", "maximum")),
    "lead": (("entity", "action", "through", "attribute"), ("minimum", "maximum")),
    "expiry": (("entity", "attribute", "states"), ("minutes", "target")),
}


def opposing(rules: Sequence[Rule]) -> Iterator[tuple[Rule, Rule]]:
    """Yield every pair of rules, in their order, of which only one can hold."""
    for one, other in combinations([rule for rule in rules if rule.checkable], 2):
        if one.text != other.text and one.kind == other.kind and (_differ(one, other) or _exclude(one, other)):
            yield one, other


def _differ(one: Rule, other: Rule) -> bool:
    """Tell whether two rules give the same thing different figures, or bounds between which nothing lies."""
    ruled, agreeing = _AGREEING.get(one.kind, ((), ()))
    if not ruled or any(getattr(one, key) != getattr(other, key) for key in ruled):
        return False
    if any(None not in (getattr(one, key), getattr(other, key)) and getattr(one, key) != getattr(other, key) for key in agreeing):
        return True
    low = max((rule.minimum for rule in (one, other) if rule.minimum is not None), default=None)
    high = min((rule.maximum for rule in (one, other) if rule.maximum is not None), default=None)
    return low is not None and high is not None and low > high


def _exclude(one: Rule, other: Rule) -> bool:
    """Tell whether two rules give an action to one group alone each, and no one is in both."""
    if one.kind != "access" or one.entity != other.entity or set(one.roles) & set(other.roles):
        return False
    return bool(set(one.actions) & set(other.actions))
