"""The threats that the idea's own rules invite, beside those to every kind of record. Used by `threats`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.rules import rules

# kind of rule → STRIDE category, how it would be got past, the defence (rule arch.defence.*)
_PAST = {
    "visibility": ("information_disclosure", "by counting through the numbers of records", "scope"),
    "access": ("elevation_of_privilege", "by sending by hand what the pages do not offer", "role"),
    "approval": ("elevation_of_privilege", "by asking for the step directly", "role"),
    "no_overlap": ("tampering", "by two requests at the same moment", "transaction"),
    "capacity": ("tampering", "by two requests at the same moment", "transaction"),
    "limit": ("tampering", "by many requests at the same moment", "transaction"),
    "total": ("tampering", "by many requests at the same moment", "transaction"),
    "unique": ("tampering", "by two requests at the same moment", "transaction"),
    "queue": ("tampering", "by a false moment of entry", "clock"),
    "lead": ("tampering", "by a clock of their own", "clock"),
    "expiry": ("tampering", "by a clock of their own", "clock"),
}


def threats_to_rules(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    """Yield one threat for each rule that somebody could try to get past."""
    for index, rule in enumerate(model.rules):
        if rule.kind not in _PAST:
            continue
        category, how, defence = _PAST[rule.kind]
        stopped = breach(rule, model)
        checked = f"the test that {stopped.when}" if stopped else "the test of what has run out"
        yield {
            "category": category,
            "entity": rule.entity,
            "boundary": "TB-1",
            "severity": "high" if defence in ("scope", "role") else "medium",
            "threat": domain.claim(f"Somebody gets past “{sentence(rule.text)[:-1]}” {how}.", f"/rules/{index}/text"),
            "mitigation": {
                "component": f"{rule.entity}_records",
                "does": rules()[f"arch.defence.{defence}"],
                "rule": f"arch.defence.{defence}",
                "verified_by": checked,
            },
        }
