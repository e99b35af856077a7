"""guard.speculativeLabeler: metric `unlabelled_speculation`, the number of guesses in this phase's claims that do not say so.

A claim speculates when it uses a word of guessing or foretelling. It is labelled when its source is an assumption, or when
the source that it quotes uses the same word, for then the guess is the source's. A word that the domain model names a thing or
an attribute with (a forecast that is recorded) guesses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from phases.sandboxed.author.claims import SourcedClaim, sourced_claims
from phases.sandboxed.context import Context
from phases.sandboxed.reports import guard_report, rule_metric

VERSION = "1.0.0"
_GUESS = re.compile(
    r"\b(will|would|likely|unlikely|probably|perhaps|maybe|might|presumably|expected to|we believe|we expect|estimated|forecast|should become"
    r"|could become|potentially)\b",
    re.IGNORECASE,
)
_VERBS = {"will", "would", "might"}


def unlabelled(claim: SourcedClaim, names: frozenset[str] = frozenset()) -> list[str]:
    """Return the words of guessing in a claim that nothing labels and that are no names, sorted."""
    if claim.text is None or claim.source.get("kind") == "assumption":
        return []
    said = {match.lower() for match in _GUESS.findall(claim.text)}
    quoted = {match.lower() for match in _GUESS.findall(str(claim.source.get("quote", "")))}
    return sorted(said - quoted - names)


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport; not evaluable when the phase made no claim."""
    claims, names = sourced_claims(ctx) or [], _names(ctx.find("DomainModel") or {})
    found = [(claim, words) for claim in claims if (words := unlabelled(claim, names))]
    findings = [
        {
            "severity": "medium",
            "message": f"speculates ({', '.join(words)}) without saying that it is an assumption",
            "artifact": claim.type,
            "pointer": claim.pointer,
            "fix": "name it an assumption",
        }
        for claim, words in found
    ]
    metric = rule_metric(
        len(found) if claims else None,
        "claims",
        rule="guard.speculativeLabeler",
        version=VERSION,
        over=[sorted(names), *([claim.type, claim.pointer, claim.text] for claim in claims)],
    )
    return guard_report("guard.speculativeLabeler", version=VERSION, metrics={"unlabelled_speculation": metric}, findings=findings)


def _names(model: Mapping[str, Any]) -> frozenset[str]:
    """Return the names of the model's entities and attributes and the words in them; `will` in `will_expire` is still a verb."""
    entities = model.get("entities", ())
    named = [*(entity["name"] for entity in entities), *(attribute["name"] for entity in entities for attribute in entity["attributes"])]
    words = {word for name in named for word in re.findall(r"[^\W_]+", name.lower())}
    return frozenset({name.lower() for name in named} | (words - _VERBS))
