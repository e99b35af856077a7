"""How ambiguous an idea is, by the rule `intake.ambiguity`: doubtful words without a resolution, per statement.

A doubtful word is resolved only by the rule that stands beside it here; whoever writes the spec records that rule as the
source of the resolution. What has no such rule stays open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.german import doubts as german
from phases.sandboxed.author.languages import language_of
from phases.sandboxed.author.phrases import tokens
from phases.sandboxed.author.readings import MODEL, RULES
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.rules import rules

_PRONOUNS = frozenset(["it", "they", "them", "its", "their", "this", "these", "those", "he", "she"])
_OPEN_LISTS = re.compile(r"\betc\b|\band so on\b|\band more\b|\band so forth\b", re.IGNORECASE)
_EMPTY_NOUNS = re.compile(r"\b(something|anything|stuff|things?|whatever|somehow|some kind of|everything)\b", re.IGNORECASE)
_HEDGES = re.compile(r"\b(maybe|perhaps|possibly|probably|and/or|kind of|sort of|tbd)\b", re.IGNORECASE)
_MEASURE_PREFIX = "intake.measure."
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """A doubtful word of a statement. `rule` is the only rule that may resolve it, empty where none does."""

    statement: int
    word: str
    kind: str  # vague | pronoun | open list | empty noun | hedge
    rule: str

    @property
    def changes(self) -> str:
        """What another reading of the word would change: which things there are, or what is demanded of them."""
        return RULES if self.kind in ("vague", "hedge") else MODEL


def doubts(said: Sequence[Statement]) -> tuple[Doubt, ...]:
    """Return the doubtful words of all statements about the product, in order, by the rules of their language."""
    if language_of("\n".join(statement.text for statement in said)) == "de":
        return tuple(_german(said))
    found: list[Doubt] = []
    named_before = False
    for statement in said:
        if not statement.to_the_reader:
            found += _in_statement(statement, named_before=named_before)
            named_before = named_before or any(token.tag == "NOUN" for token in tokens(statement.text))
    return tuple(found)


def _german(said: Sequence[Statement]) -> Iterator[Doubt]:
    named_before = False
    for statement in said:
        if statement.to_the_reader:
            continue
        for word, kind, rule in german.in_text(statement.text, named_before=named_before):
            yield Doubt(statement=statement.number, word=word, kind=kind, rule=rule)
        named_before = named_before or german.names_something(statement.text)


def _in_statement(statement: Statement, *, named_before: bool) -> list[Doubt]:
    found, named = [], named_before
    measured = bool(_DIGIT.search(statement.text))
    for token in tokens(statement.text):
        rule = _MEASURE_PREFIX + token.lower.replace("-", "_")
        if token.lower in _PRONOUNS and not (token.tag == "DET" and token.lower in ("its", "their", "this", "these", "those") and named):
            found.append(Doubt(statement=statement.number, word=token.text, kind="pronoun", rule="intake.ambiguity.pronoun" if named else ""))
        elif rule in rules() and not measured:
            found.append(Doubt(statement=statement.number, word=token.text, kind="vague", rule=rule))
        named = named or token.tag == "NOUN"
    for pattern, kind, rule in ((_OPEN_LISTS, "open list", "intake.ambiguity.open_list"), (_EMPTY_NOUNS, "empty noun", ""), (_HEDGES, "hedge", "")):
        found += [Doubt(statement=statement.number, word=match.group(), kind=kind, rule=rule) for match in pattern.finditer(statement.text)]
    return found


def ambiguity(said: Sequence[Statement], spec: Mapping[str, Any]) -> float | None:
    """Return unresolved doubts ÷ statements for an idea and its IdeaSpec; None without a statement about the product.

    A doubt counts as resolved only if the spec lists it with a resolution whose source is the rule that may resolve it.
    """
    told = [statement for statement in said if not statement.to_the_reader]
    if not told:
        return None
    resolved = {
        (entry["statement"], entry["word"], spec.get("sources", {}).get(f"/ambiguities/{index}/resolution", {}).get("id"))
        for index, entry in enumerate(spec["ambiguities"])
        if entry["resolution"]
    }
    unresolved = [doubt for doubt in doubts(said) if not doubt.rule or (doubt.statement, doubt.word, doubt.rule) not in resolved]
    return len(unresolved) / len(told)
