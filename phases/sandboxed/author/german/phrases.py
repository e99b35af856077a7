"""Words of a German statement, each with a part of speech guessed by rule, and the noun phrases that they form.

Capitals mark nouns, and endings and closed lists the rest; where somebody writes without capitals, the known nouns count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from phases.sandboxed.author.german.figures import NUMBER_WORDS
from phases.sandboxed.author.german.nouns import is_known, is_plural, singular
from phases.sandboxed.author.german.verbs import lemma_of, of_participle, opens
from phases.sandboxed.author.german.vocabulary import is_person, male, neutral, words

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_]+(?:[:*_][iI]n(?:nen)?\b|/-?in(?:nen)?\b)?(?:-[^\W_]+(?:[:*][iI]n(?:nen)?\b)?)*-?|[^\s\w]|_")
_CLOSED = (
    ("AUX", "auxiliaries"),
    ("MODAL", "modals"),
    ("DET", "determiners"),
    ("PREP", "prepositions"),
    ("CONJ", "conjunctions"),
    ("PRON", "pronouns"),
    ("ADV", "adverbs"),
)
_ADJECTIVE = re.compile(r".{2,}(?:e|en|er|es|em)")
_MANY = frozenset(["alle", "allen", "aller", "viele", "vielen", "mehrere", "mehreren", "einige", "einigen", "beide", "beiden"])
_RELATIVE = frozenset(["der", "die", "das", "dem", "den", "denen", "deren", "dessen"])
_ONE = frozenset(["ein", "eine", "einen", "einem", "eines", "jede", "jeder", "jedes", "jeden", "jedem", "dieser", "dieses", "kein", "keinen"])


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word: as written, in lower case, its tag, and where it stands in the statement."""

    text: str
    lower: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class NounPhrase:
    """One noun with what belongs to it: `noun` singular and capitalised, `quote` as written, `prep` the preposition that governs it.

    `participles` are the adjectives before it that are past participles ("nicht bestätigte" as `-bestätigen`); `determiner` the article
    before it, `number` a number right before it; `position` and `end` its tokens.
    """

    noun: str
    quote: str
    prep: str
    determiner: str
    number: str
    adjectives: tuple[str, ...]
    position: int
    end: int
    plural: bool


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tagged words of a statement."""
    raw = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    capitals = any(word[:1].isupper() for word, _, _ in raw[1:])
    found: list[Token] = []
    for index, (word, start, end) in enumerate(raw):
        following = raw[index + 1][0] if index + 1 < len(raw) else ""
        found.append(Token(text=word, lower=word.lower(), tag=_tag(word, found, following, capitals=capitals), start=start, end=end))
    return _relative(found)


def _relative(found: list[Token]) -> tuple[Token, ...]:
    """Return the tokens, relative pronouns told from articles: `eine App, mit der Teams …`, `Kurse, die …`."""
    made = list(found)
    for index, token in enumerate(found):
        if token.lower not in _RELATIVE or token.tag != "DET" or index < 1:
            continue
        governed = found[index - 1].tag == "PREP"
        if (
            found[index - (2 if governed else 1)].text == ","
            and index >= (2 if governed else 1)
            and _subject_follows(found, index, governed=governed)
        ):
            made[index] = replace(token, tag="PRON")
            if governed:
                made[index - 1] = replace(found[index - 1], tag="CONJ")
    return tuple(made)


def _subject_follows(found: list[Token], index: int, *, governed: bool) -> bool:
    """Tell whether what follows begins a clause: after `mit der` a noun in the plural or an article, after `die` anything but its own noun."""
    after = found[index + 1] if index + 1 < len(found) else None
    if after is None:
        return False
    if governed:
        return after.tag in ("DET", "PRON") or (after.tag == "NOUN" and is_plural(after.text))
    return after.tag not in ("NOUN", "ADJ", "NUM")


def _tag(word: str, before: list[Token], following: str, *, capitals: bool) -> str:
    lower = word.lower()
    if not word[0].isalpha():
        return "NUM" if word[0].isdigit() else "PUNCT"
    if lower in NUMBER_WORDS and not lower.startswith("ein"):
        return "NUM"
    first = not before or before[-1].lower in (":", "–", "•") or (before[-1].tag == "PUNCT" and before[-1].text in '.!?"„“')
    if word[0].isupper() and not first:
        return _capital(word, before)
    for tag, kind in _CLOSED:
        if lower in words(kind):
            return tag
    if word[0].isupper():
        if _opens_with_adjective(word, following):
            return "ADJ"
        return "NOUN" if is_known(neutral(word)) or not (lemma_of(lower) or opens(lower) or _looks_inflected(lower)) else _lower_tag(lower)
    if not capitals and is_known(lower) and lemma_of(lower) is None:
        return "NOUN"
    return _lower_tag(lower)


def _capital(word: str, before: list[Token]) -> str:
    """Return the tag of a word with a capital inside a sentence: a noun, but for `Sie` and for verbs made nouns (`das Stornieren`)."""
    lower = word.lower()
    if lower in ("sie", "ihr", "ihre", "ihnen", "du"):
        return "PRON"
    if lower.endswith("n") and lemma_of(lower) == lower and not is_known(word):
        return "VERB"
    if "-" in word and word.rpartition("-")[2].islower():
        return "ADJ"  # `DSGVO-konform`
    return "NOUN"


def _opens_with_adjective(word: str, following: str) -> bool:
    """Tell whether the first word of a sentence is an adjective: `Wöchentliche Auswertung`, `Schnelle und einfache App`."""
    if is_known(word) or is_person(singular(neutral(word))) or lemma_of(word) or not _ADJECTIVE.fullmatch(word.lower()):
        return False
    return following[:1].isupper() or (following in ("und", ",") and not word.lower().endswith("en"))


def _looks_inflected(lower: str) -> bool:
    """Tell whether a word at the beginning of a sentence looks like an adjective or participle: `Offene`, `Bestätigte`."""
    return bool(of_participle(lower)) or lower.startswith(("offen", "neu", "unbestätig", "alle", "eigen", "jeglich"))


def _lower_tag(lower: str) -> str:
    if of_participle(lower) or (lower.startswith("un") and of_participle(lower[2:])):
        return "ADJ"
    if lemma_of(lower) or opens(lower):
        return "VERB"
    return "ADJ" if _ADJECTIVE.fullmatch(lower) else "ADV"


def noun_phrases(found: tuple[Token, ...], text: str) -> tuple[NounPhrase, ...]:
    """Return the noun phrases of tagged words, in order."""
    return tuple(_phrases(found, text))


def _phrases(found: tuple[Token, ...], text: str) -> Iterator[NounPhrase]:
    prep = ""
    for position, token in enumerate(found):
        if token.tag == "PREP":
            prep = token.lower
        elif token.tag in ("VERB", "MODAL", "AUX", "PRON") or (token.tag == "PUNCT" and token.text in ".;:()–"):
            prep = ""
        if token.tag != "NOUN" or token.text.endswith("-") or _is_name(found, position):
            continue
        begin = position
        while begin and found[begin - 1].tag in ("ADJ", "NUM"):
            begin -= 1
        inside = found[begin:position]
        front = found[begin - 1].lower if begin and found[begin - 1].tag == "DET" else ""
        number = next((entry.text for entry in inside if entry.tag == "NUM"), "")
        many = front in _MANY or (bool(number) and number != "1") or (not front and not number)
        yield NounPhrase(
            noun=_lemma(token.text, many=many and front not in _ONE),
            quote=text[inside[0].start if inside else token.start : token.end],
            prep=_governing(found, begin, prep),
            determiner=front,
            number=number,
            adjectives=tuple(entry.lower for entry in inside if entry.tag == "ADJ"),
            position=begin,
            end=position + 1,
            plural=many and singular(token.text) != token.text,
        )


def _is_name(found: tuple[Token, ...], position: int) -> bool:
    """Tell whether a noun is the name of the one right before it: `das Gemeindehaus Lindenhof`."""
    if not position or found[position - 1].tag != "NOUN":
        return False
    return found[position - 1].lower.endswith(tuple(words("places"))) or not is_known(neutral(found[position].text))


def _governing(found: tuple[Token, ...], begin: int, prep: str) -> str:
    """Return the preposition before a phrase, or before the list that it continues (`mit Titel, Beginn und Ort`)."""
    index = begin - 1
    while index >= 0 and found[index].tag in ("DET", "ADJ", "NUM"):
        index -= 1
    if index >= 0 and found[index].tag == "PREP":
        return found[index].lower
    listed = index >= 0 and found[index].lower in ("und", "oder", "sowie", ",", "/", "bzw")
    return prep if listed else ""


def _lemma(word: str, *, many: bool) -> str:
    plain = neutral(word)
    single = male(singular(plain, many=many)) if plain == word else singular(plain, many=False)
    return single[:1].upper() + single[1:]
