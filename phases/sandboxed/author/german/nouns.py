"""How German nouns bend: from any form to the singular, and to the plural. Known words stand in nouns.json; a compound bends like
its last part; the rest goes by its ending.

nouns.json lists nouns by what their plural adds; `Buch/Bücher` names the plural where that is not enough.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

# unknown plurals in -e and -s, as opposed to singulars in -e like `Zentrale`
_PLURAL_IN_E = (
    "kte",
    "rte",
    "nde",
    "rde",
    "ste",
    "tze",
    "che",
    "cke",
    "pfe",
    "gte",
    "ffe",
    "euge",
    "ette",
    "ate",
    "ite",
    "ade",
    "ete",
    "ine",
    "one",
    "ms",
    "ps",
    "ts",
    "ns",
)
_SHORTEST_HEAD = 4
_SHORT_HEADS = frozenset(["tag", "rad", "app", "ort"])
# ending of the singular → (what is cut off, what is added)
_PLURAL_ENDINGS = (
    ("in", 0, "nen"),
    ("nis", 0, "se"),
    ("um", 2, "en"),
    *((ending, 0, "en") for ending in ("ung", "heit", "keit", "schaft", "ion", "tät", "ei", "ik", "ur", "enz", "anz", "ist", "ent", "ant", "or")),
    *((ending, 0, "") for ending in ("chen", "lein", "er", "el", "en", "tel")),
    ("ling", 0, "e"),
    ("ende", 0, ""),
    ("e", 0, "n"),
    *((ending, 0, "s") for ending in ("a", "i", "o", "u", "y", "ing", "app", "eam", "ent")),
)
_WITH_EN = ("ung", "heit", "keit", "schaft", "ion", "tät", "ik", "enz", "anz", "ent", "ant", "or", "ist", "eut", "ekt")
# ending of another form → (what is cut off, what is added)
_SINGULAR_ENDINGS = (
    ("innen", 3, ""),
    ("nissen", 3, ""),
    ("nisse", 2, ""),
    *(
        (ending + "en", 2, "")
        for ending in ("ung", "heit", "keit", "schaft", "ion", "tät", "ik", "enz", "anz", "ent", "ant", "or", "ist", "eut", "ekt")
    ),
    ("eien", 2, ""),
    ("enden", 1, ""),
    ("ungs", 1, ""),
    ("ings", 1, ""),
    ("chens", 1, ""),
    ("ern", 1, ""),
    ("eln", 1, ""),
    ("ers", 1, ""),
    ("en", 1, ""),
)


@functools.cache
def _known() -> dict[str, str]:
    """Return singular → plural, both in lower case."""
    found: dict[str, str] = {}
    lists = json.loads((Path(__file__).parent / "nouns.json").read_text(encoding="utf-8"))
    for added, nouns in lists.items():
        for noun in nouns.split():
            single, _, many = noun.partition("/")
            single = single.removesuffix("-n").lower()
            found.setdefault(single, many.lower() or _added(single, added))
    return found


def _added(single: str, added: str) -> str:
    if added == "n" or (added == "en" and single.endswith("e")):
        return single + "n"
    if added == "e" and single.endswith(("er", "el", "en")):  # `Ordner`; the others are written out: `Tier/Tiere`
        return single
    return single + added


@functools.cache
def _forms() -> dict[str, str]:
    """Return every form of the known nouns → singular: the plural, its dative, and the genitive."""
    found: dict[str, str] = {}
    for single, many in _known().items():
        for form in (many, many + "n" if many.endswith(("e", "er", "el")) else many, single + "s", single + "es"):
            found.setdefault(form, single)
    for single in _known():
        found[single] = single  # what is a singular itself is never taken for a form of another
    return found


def _head(lower: str) -> str:
    """Return the longest known form at the end of a compound, or nothing."""
    for start in range(1, len(lower) - 2):
        tail = lower[start:]
        if tail in _forms() and start > 1 and (len(tail) >= _SHORTEST_HEAD or _forms()[tail] in _SHORT_HEADS):
            return tail
    return ""


def _cased(lower: str, like: str) -> str:
    return like[:1] + lower[1:] if like[:1].lower() == lower[:1] else lower[:1].upper() + lower[1:] if like[:1].isupper() else lower


def is_known(noun: str) -> bool:
    """Tell whether a form stands in the list of nouns, alone or as the last part of a compound."""
    return noun.lower() in _forms() or bool(_head(noun.lower()))


def singular(noun: str, *, many: bool = False) -> str:
    """Return the singular of a noun in any form; `many` says that it stands in the plural where the form alone does not tell."""
    lower = noun.lower()
    if "-" in lower:
        before, _, last = noun.rpartition("-")
        return f"{before}-{singular(last, many=many)}"
    if lower in _forms():
        return _cased(_forms()[lower], noun)
    head = _head(lower)
    if head:
        return noun[: len(noun) - len(head)] + _forms()[head]
    for ending, cut, added in _SINGULAR_ENDINGS:
        if lower.endswith(ending) and len(lower) > len(ending) + 2:
            return noun[: len(noun) - cut] + added
    return noun[:-1] if many and len(lower) > 4 and lower.endswith(_PLURAL_IN_E) and not lower.endswith("ende") else noun


def plural(noun: str) -> str:
    """Return the plural of a singular noun."""
    lower = noun.lower()
    if "-" in lower:
        before, _, last = noun.rpartition("-")
        return f"{before}-{plural(last)}"
    if lower in _known():
        return _cased(_known()[lower], noun)
    head = _head(lower)
    if head and head in _known():
        return noun[: len(noun) - len(head)] + _known()[head]
    for ending, cut, added in _PLURAL_ENDINGS:
        if lower.endswith(ending) and len(lower) > len(ending):
            return noun[: len(noun) - cut] + added
    return noun + "e"


def is_plural(noun: str) -> bool:
    """Tell whether a noun stands in a plural that differs from its singular."""
    single = singular(noun)
    return noun.lower() != single.lower() and plural(single).lower().rstrip("n") == noun.lower().rstrip("n")
