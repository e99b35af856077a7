"""What is doubtful in a German statement: vague words, pronouns, open lists, nouns that name nothing, hedges; and the rules that resolve them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.german.phrases import tokens
from phases.sandboxed.author.letters import folded
from phases.sandboxed.rules import rules

_PRONOUNS = frozenset(["er", "sie", "es", "ihn", "ihm", "ihnen", "diese", "dieser", "dieses", "diesen", "diesem"])
# `es gibt`, `es ist` and the polite `Sie` stand for nothing that was named
_EMPTY_SUBJECT = re.compile(
    r"\bes\s+(?:gibt|ist|soll|sind|geht|darf|muss|kann|werden|wird)\b|\b(?:gibt|ist|soll|darf|muss|kann|wird|werden|dass|ob|wenn)\s+es\b",
    re.IGNORECASE,
)
_OPEN_LISTS = re.compile(r"\busw\b|\betc\b|\bund so weiter\b|\bund mehr\b|\bund vieles mehr\b|\bu\.\s?a\.", re.IGNORECASE)
_EMPTY_NOUNS = re.compile(r"\b(?:etwas|irgendetwas|irgendwas|irgendwie|dinge|sachen|zeug|sowas|so etwas)\b", re.IGNORECASE)
_HEDGES = re.compile(r"\b(?:vielleicht|eventuell|evtl|möglicherweise|vermutlich|wahrscheinlich|und/oder|ggf|gegebenenfalls)\b", re.IGNORECASE)
_PATTERNS = ((_OPEN_LISTS, "open list", "german.open_list"), (_EMPTY_NOUNS, "empty noun", ""), (_HEDGES, "hedge", ""))
_MEASURE = "german.measure."


def in_text(text: str, *, named_before: bool) -> Iterator[tuple[str, str, str]]:
    """Yield (word, kind, the rule that resolves it or nothing) for each doubtful word of a statement."""
    named = named_before
    measured = any(letter.isdigit() for letter in text)
    empty = [match.span() for match in _EMPTY_SUBJECT.finditer(text)]
    for token in tokens(text):
        if token.lower in _PRONOUNS and not any(start <= token.start < end for start, end in empty) and not (token.tag == "DET" and named):
            yield token.text, "pronoun", "german.pronoun" if named else ""
        elif token.tag != "NOUN" and not measured and (rule := _measure(token.lower)):
            yield token.text, "vague", rule
        named = named or token.tag == "NOUN"
    for pattern, kind, rule in _PATTERNS:
        for match in pattern.finditer(text):
            yield match.group(), kind, rule


def names_something(text: str) -> bool:
    """Tell whether a statement has a noun that a later pronoun may stand for."""
    return any(token.tag == "NOUN" for token in tokens(text))


def _measure(word: str) -> str:
    """Return the rule that says what a vague adjective means, in whatever form it stands: `schnelle`, `einfaches`."""
    plain = folded(word)
    for ending in ("", "en", "er", "es", "em", "e"):
        rule = _MEASURE + plain.removesuffix(ending)
        if rule in rules() and (plain.endswith(ending)):
            return rule
    return ""
