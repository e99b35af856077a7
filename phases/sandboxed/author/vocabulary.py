"""The words that the reading knows, from vocabulary.json, and how English nouns and verbs bend."""

from __future__ import annotations

import functools
import json
from pathlib import Path

_IRREGULAR = {
    "people": "person",
    "children": "child",
    "men": "man",
    "women": "woman",
    "feet": "foot",
    "teeth": "tooth",
    "mice": "mouse",
    "geese": "goose",
    "lives": "life",
    "knives": "knife",
    "leaves": "leaf",
    "shelves": "shelf",
    "halves": "half",
    "wolves": "wolf",
    "loaves": "loaf",
    "diagnoses": "diagnosis",
    "analyses": "analysis",
    "criteria": "criterion",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "shoes": "shoe",
    "alibis": "alibi",
    "skis": "ski",
    "taxis": "taxi",
    "staff": "staff",
    "data": "data",
    "species": "species",
    "series": "series",
    "media": "media",
    "fish": "fish",
    "sheep": "sheep",
    "expenses": "expense",
    "licenses": "license",
    "courses": "course",
    "houses": "house",
    "horses": "horse",
    "nurses": "nurse",
    "purchases": "purchase",
    "databases": "database",
    "leases": "lease",
    "causes": "cause",
    "cases": "case",
    "phases": "phase",
    "responses": "response",
    "exercises": "exercise",
    "warehouses": "warehouse",
    "bees": "bee",
    "beehives": "beehive",
    "hives": "hive",
    "knees": "knee",
    "trees": "tree",
    "diseases": "disease",
    "uses": "use",
    "releases": "release",
    "archives": "archive",
    "todos": "todo",
    "photos": "photo",
    "videos": "video",
    "buses": "bus",
    "viruses": "virus",
    "campuses": "campus",
    "statuses": "status",
    "caches": "cache",
    "homework": "homework",
    "equipment": "equipment",
}
# participles and past forms that no ending tells
_VERB_FORMS = {
    "paid": "pay",
    "sent": "send",
    "sold": "sell",
    "lent": "lend",
    "bought": "buy",
    "made": "make",
    "given": "give",
    "taken": "take",
    "written": "write",
    "held": "hold",
    "kept": "keep",
    "met": "meet",
    "built": "build",
    "seen": "see",
    "chosen": "choose",
    "withdrawn": "withdraw",
    "begun": "begin",
    "done": "complete",
    "drawn": "draw",
    "driven": "drive",
    "known": "know",
    "brought": "bring",
    "spent": "spend",
    "overspent": "overspend",
    "taught": "teach",
    "came": "come",
    "went": "go",
    "ran": "run",
}
_PLURALS = {single: many for many, single in _IRREGULAR.items()}
# neither men nor the plural of one
_NO_MEN = frozenset(
    ["human", "german", "roman", "norman", "ottoman", "shaman", "talisman", "caiman", "omen", "specimen", "regimen", "acumen", "abdomen", "stamen"]
)
_LONG_STEMS = ("sses", "shes", "ches", "xes", "zes")


@functools.cache
def _lists() -> dict[str, str]:
    return json.loads((Path(__file__).parent / "vocabulary.json").read_text(encoding="utf-8"))


@functools.cache
def words(kind: str) -> frozenset[str]:
    """Return the known words of a kind (a key of vocabulary.json). Raises KeyError."""
    return frozenset(_lists()[kind].split())


@functools.cache
def markers() -> tuple[str, ...]:
    """Return the words that make a statement a rule, longest first."""
    return tuple(sorted(_lists()["rule_markers"].split("|"), key=lambda marker: (-len(marker), marker)))


@functools.cache
def place_compounds() -> frozenset[str]:
    """Return the names of two words that name a place or a tool of its users, and nothing that a product keeps."""
    return frozenset(_lists()["place_compounds"].split("|"))


def singular(word: str) -> str:
    """Return the singular of a lower-case noun; what is singular already stays."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and len(word) > 5 and word not in _NO_MEN:
        return word[:-2] + "an"
    if len(word) < 4 or not word.endswith("s") or word in words("plural_only") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_LONG_STEMS) or word.endswith("oes") else word[:-1]


def plural(word: str) -> str:
    """Return the plural of a singular noun, in the case it came."""
    lower = word.lower()
    if lower in _PLURALS:
        return word[:1] + _PLURALS[lower][1:]
    if lower.endswith("man") and lower not in _NO_MEN:
        return word[:-2] + "en"
    if lower.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if lower.endswith("y") and lower[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def is_plural(word: str) -> bool:
    """Tell whether a lower-case noun is written in the plural."""
    return singular(word) != word


def base_verb(word: str) -> str | None:
    """Return the base form of a lower-case verb form that the vocabulary knows, or None."""
    known = words("verbs")
    if word in _VERB_FORMS:
        return _VERB_FORMS[word]
    for form in _base_candidates(word):
        if form in known:
            return form
    return None


def is_participle(word: str) -> bool:
    """Tell whether a lower-case word is a past participle of a known verb, or of one that was not done (“unconfirmed”)."""
    if word in _VERB_FORMS or (word.endswith("ed") and base_verb(word) is not None):
        return True
    return word.startswith("un") and len(word) > 5 and is_participle(word[2:])


def _base_candidates(word: str) -> list[str]:
    found = [word]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith("es"):
        found.append(word[:-2])
    if word.endswith("s"):
        found.append(word[:-1])
    for ending in ("ing", "ed"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            found += [stem + "e", stem, stem[:-1] if stem[-1] == stem[-2] else stem]
            if ending == "ed" and stem.endswith("i"):
                found.append(stem[:-1] + "y")
    return found


def is_person(noun: str) -> bool:
    """Tell whether a singular lower-case noun names somebody: a known word, or one that ends like a trade."""
    if noun in words("people_words"):
        return True
    if noun in words("not_people") or noun in words("product_words") or noun in words("event_nouns") or len(noun) < 6:
        return False
    return noun.endswith(
        (
            "keeper",
            "maker",
            "worker",
            "holder",
            "owner",
            "lover",
            "ologist",
            "ician",
            "teer",
            "ier",
            "ster",
            "ainer",
            "arer",
            "iver",
            "grapher",
            "ographer",
        )
    ) and not noun.endswith(("barrier",))
