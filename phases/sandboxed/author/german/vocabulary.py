"""The German words that the reading knows, from vocabulary.json, and how a word becomes an id."""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

from phases.sandboxed.author.german.nouns import is_known, singular
from phases.sandboxed.author.german.verbs import lemma_of
from phases.sandboxed.author.letters import folded

# endings of trades whose female form alone names somebody: `Friseurin`, `Imkerin`
_FEMALE_TRADES = ("erin", "eurin", "istin", "antin", "entin", "orin", "login", "arin")
_FEMALE = re.compile(r"(?::|\*|_|/-?)in(?:nen)?$|(?<=[a-zäöüß])In(?:nen)?$")


@functools.cache
def words(kind: str) -> frozenset[str]:
    """Return the known words of a kind (a key of vocabulary.json), in lower case. Raises KeyError."""
    lists = json.loads((Path(__file__).parent / "vocabulary.json").read_text(encoding="utf-8"))
    return frozenset(lists[kind].split("|") if "|" in lists[kind] else lists[kind].split())


def id_of(text: str) -> str:
    """Return a name as an id: `Prüfung` → `pruefung`, `E-Mail-Adresse` → `e_mail_adresse`."""
    return re.sub(r"[^a-z0-9]+", "_", folded(text).lower()).strip("_0123456789")


def neutral(noun: str) -> str:
    """Return a noun without the mark of both sexes: `Trainer:innen`, `SchülerInnen`, `Kund*innen` → the plain word before it."""
    stem = _FEMALE.sub("", noun)
    return stem + "e" if stem != noun and not _names_a_person(stem.lower()) and _names_a_person(stem.lower() + "e") else stem


def male(noun: str) -> str:
    """Return the male form where a singular noun is the female one of a word for people: `Patientin` → `Patient`, `Ärztin` → `Arzt`."""
    lower = noun.lower()
    if not lower.endswith("in") or len(lower) < 6:
        return noun
    for stem in (noun[:-2], noun[:-2] + "e", noun[:-2].replace("Ä", "A").replace("ä", "a"), noun[:-2].replace("ö", "o")):
        if _names_a_person(stem.lower()):
            return stem
    return noun


def is_person(noun: str) -> bool:
    """Tell whether a singular noun names somebody: a known word, a compound of one, or a female form."""
    return _names_a_person(male(noun).lower()) or (noun.lower().endswith(_FEMALE_TRADES) and len(noun) > 6)


def _names_a_person(lower: str) -> bool:
    known = words("people_nouns")
    if lower in known:
        return True
    return any(
        lower.endswith(person) and len(lower) > len(person) + 2 for person in words("people_endings") | {word for word in known if len(word) > 4}
    )


def is_product(noun: str) -> bool:
    """Tell whether a singular noun names software as such: `Anwendung`, `Buchungs-App`, `Vereinsverwaltung`."""
    return any(noun.lower().endswith(word) for word in words("product_nouns"))


def topic_of(noun: str) -> str:
    """Return what a product word is about, as a singular noun: `Buchungs-App` → `Buchung`, `Vereinsverwaltung` → `Verein`; empty for a mere `App`."""
    lower = noun.lower()
    meant = dict(pair.split("=") for pair in sorted(words("topics")))
    if named := next((topic for word, topic in meant.items() if lower.startswith(word)), ""):
        return named
    word = max((word for word in words("product_nouns") if lower.endswith(word)), key=len, default="")
    before = noun[: len(noun) - len(word)].rstrip("-")
    if len(before) < 3:
        return ""
    stem = before[:-1] if before.endswith("s") and not is_known(before) else before
    if lemma_of(f"{stem.lower()}en") and not is_known(stem):
        return ""  # `Mitfahrzentrale`: what one does there, not a thing
    found = singular(stem[:1].upper() + stem[1:])
    return topic_of(found) if is_product(found) else found
