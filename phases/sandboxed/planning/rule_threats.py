"""The threats that the idea's own rules invite, beside those to every kind of record. Used by `threats`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from phases.sandboxed.planning.claims import Given
from phases.sandboxed.planning.wording import sentence
from phases.sandboxed.rules import rules
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import pattern

# kind of rule → STRIDE category, how it would be got past, the defence (rule arch.defence.*)
_PAST = {
    "visibility": ("information_disclosure", pattern("Somebody gets past “{rule}” by counting through the numbers of records."), "scope"),
    "access": ("elevation_of_privilege", pattern("Somebody gets past “{rule}” by sending by hand what the pages do not offer."), "role"),
    "approval": ("elevation_of_privilege", pattern("Somebody gets past “{rule}” by asking for the step directly."), "role"),
    "no_overlap": ("tampering", pattern("Somebody gets past “{rule}” by two requests at the same moment."), "transaction"),
    "capacity": ("tampering", pattern("Somebody gets past “{rule}” by two requests at the same moment."), "transaction"),
    "limit": ("tampering", pattern("Somebody gets past “{rule}” by many requests at the same moment."), "transaction"),
    "total": ("tampering", pattern("Somebody gets past “{rule}” by many requests at the same moment."), "transaction"),
    "unique": ("tampering", pattern("Somebody gets past “{rule}” by two requests at the same moment."), "transaction"),
    "queue": ("tampering", pattern("Somebody gets past “{rule}” by a false moment of entry."), "clock"),
    "lead": ("tampering", pattern("Somebody gets past “{rule}” by a clock of their own."), "clock"),
    "expiry": ("tampering", pattern("Somebody gets past “{rule}” by a clock of their own."), "clock"),
}


def threats_to_rules(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    """Yield one threat for each rule that somebody could try to get past."""
    for index, rule in enumerate(model.rules):
        if rule.kind not in _PAST:
            continue
        category, how, defence = _PAST[rule.kind]
        stopped = breach(rule, model)
        speech = speech_of(model)
        checked = speech.say("the test that {when}", when=stopped.when) if stopped else speech.say("the test of what has run out")
        yield {
            "category": category,
            "entity": rule.entity,
            "boundary": "TB-1",
            "severity": "high" if defence in ("scope", "role") else "medium",
            "threat": domain.claim(speech.say(how, rule=sentence(rule.text)[:-1]), f"/rules/{index}/text"),
            "mitigation": {
                "component": f"{rule.entity}_records",
                "does": rules()[speech.rule(f"arch.defence.{defence}")],
                "rule": speech.rule(f"arch.defence.{defence}"),
                "verified_by": checked,
            },
        }
