"""German: nouns with gender and case, quoted labels, commas in numbers. Made by `speech_of`.

Gender is told by genders.json, a compound by its last part, else by the ending; where nothing tells it, the sentence speaks of
`ein Eintrag der Art X`, or of `eine Person mit der Rolle X`, so that no article can be wrong.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path

from phases.sandboxed.author.german.nouns import plural
from phases.sandboxed.author.german.verbs import spoken as spoken_verb
from phases.sandboxed.speech.saying import VOCABULARY, Deed, Noun, Speech, tables

_ARTICLES = {
    # word in a pattern → forms of masculine, feminine, neuter
    "ein": ("ein", "eine", "ein"),
    "einen": ("einen", "eine", "ein"),
    "einem": ("einem", "einer", "einem"),
    "kein": ("kein", "keine", "kein"),
    "keinen": ("keinen", "keine", "kein"),
    "keinem": ("keinem", "keiner", "keinem"),
    "der": ("der", "die", "das"),
    "den": ("den", "die", "das"),
    "dem": ("dem", "der", "dem"),
    "jeder": ("jeder", "jede", "jedes"),
    "jeden": ("jeden", "jede", "jedes"),
    "jedem": ("jedem", "jeder", "jedem"),
    "dieser": ("dieser", "diese", "dieses"),
    "diesen": ("diesen", "diese", "dieses"),
    "diesem": ("diesem", "dieser", "diesem"),
}
_PRONOUNS = {"er": ("er", "sie", "es"), "ihn": ("ihn", "sie", "es"), "ihm": ("ihm", "ihr", "ihm"), "einer": ("einer", "eine", "eines")}
_GENDERS = "mfn"
# endings of an adjective after `ein` and `kein`, and after the others: nominative, accusative, dative for each gender
_AFTER_EIN = {"ein": ("er", "e", "es"), "einen": ("en", "e", "es"), "einem": ("en", "en", "en")}
_AFTER_DER = {"der": ("e", "e", "e"), "den": ("en", "e", "e"), "dem": ("en", "en", "en")}
_CASE_OF = {
    "kein": "ein",
    "keinen": "einen",
    "keinem": "einem",
    "jeder": "der",
    "jeden": "den",
    "jedem": "dem",
    "dieser": "der",
    "diesen": "den",
    "diesem": "dem",
}
_WEAK = ("ent", "ant", "ist", "eut", "at", "oge")
_WEAK_WORDS = {"mensch": "en", "herr": "n", "nachbar": "n", "bauer": "n"}
_NO_WEAK = ("bestand", "proviant", "monat", "staat", "rat", "salat", "apparat", "zertifikat")
_UNITS = {
    "week": ("Woche", "Wochen"),
    "day": ("Tag", "Tage"),
    "hour": ("Stunde", "Stunden"),
    "minute": ("Minute", "Minuten"),
    "month": ("Monat", "Monate"),
    "year": ("Jahr", "Jahre"),
    "table": ("Tabelle", "Tabellen"),
    "reference": ("Verweis", "Verweise"),
    "part": ("Baustein", "Bausteine"),
    "rule": ("Regel", "Regeln"),
}
_PLAIN_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@functools.cache
def _known() -> dict[str, str]:
    lists = json.loads((Path(__file__).parent / "genders.json").read_text(encoding="utf-8"))
    told = {word.lower(): gender for gender in _GENDERS for word in lists[gender].split()}
    return told | dict.fromkeys(lists["none"].lower().split(), "")


@functools.cache
def _endings() -> tuple[tuple[str, str], ...]:
    """Return (ending, gender), the longest first."""
    lists = json.loads((Path(__file__).parent / "genders.json").read_text(encoding="utf-8"))["endings"]
    found = [(ending, gender) for gender in _GENDERS for ending in lists[gender].split()]
    return tuple(sorted(found, key=lambda entry: (-len(entry[0]), entry)))


@functools.cache
def gender_of(noun: str) -> str:
    """Return the gender of a singular noun, `m`, `f` or `n`; empty where nothing tells it."""
    if not _PLAIN_WORD.fullmatch(noun):
        return ""
    last = noun.rpartition("-")[2].lower()
    if last in _known():
        return _known()[last]
    for start in range(2, len(last) - 2):
        if last[start:] in _known():
            return _known()[last[start:]]
    return next((gender for ending, gender in _endings() if last.endswith(ending) and len(last) > len(ending) + 1), "")


def _bent(noun: str, gender: str) -> str:
    """Return accusative and dative of a noun: the weak ones end in -n or -en there."""
    last = noun.rpartition("-")[2].lower()
    if gender != "m":
        return noun
    added = next((added for word, added in _WEAK_WORDS.items() if last.endswith(word)), "")
    if not added and last.endswith("e"):
        added = "n"
    if not added and last.endswith(_WEAK) and not last.endswith(_NO_WEAK) and len(last) > 4:
        added = "en"
    return noun + added


class GermanNoun(Noun):
    """A noun with its gender. Patterns write the masculine form that they need, and stems of adjectives after it: `{it:einem neu}`.

    `one` is the bare nominative, `many` the plural, `vielen` its dative, `er`, `ihn`, `ihm` the pronouns.
    """

    stand_in = ("Eintrag", "m", "Einträge", "der Art")

    def __init__(self, name: str, plural: str = ""):
        super().__init__(name, plural)
        self.gender = gender_of(name)
        self.head, self.tail = (name, "") if self.gender else (self.stand_in[0], f" {self.stand_in[3]} {name}")
        self.gender = self.gender or self.stand_in[1]

    def form(self, spec: str) -> str:
        article, *adjectives = spec.split()
        if article in ("name", "names"):
            return super().form(article)
        if article in ("many", "vielen"):
            return self._plural(article, adjectives)
        place = _GENDERS.index(self.gender)
        if article in _PRONOUNS:
            return _PRONOUNS[article][place]
        if article == "one":
            return self.head + self.tail
        case = _CASE_OF.get(article, article)
        endings = {**_AFTER_EIN, **_AFTER_DER}[case]
        noun = self.head if case in ("ein", "der") else _bent(self.head, self.gender)
        return " ".join([_ARTICLES[article][place], *(stem + endings[place] for stem in adjectives), noun]) + self.tail

    def _plural(self, spec: str, adjectives: list[str]) -> str:
        ending, many = ("e", self.plural) if spec == "many" else ("en", _dative(self.plural))
        return " ".join([*(stem + ending for stem in adjectives), many])


def _dative(plural: str) -> str:
    return plural if plural.endswith(("n", "s", "a", "i", "o")) else plural + "n"


class GermanPerson(GermanNoun):
    """Somebody who uses the product."""

    stand_in = ("Person", "f", "Personen", "mit der Rolle")

    def form(self, spec: str) -> str:
        """Return one form; `rolle` is the quoted name of the role."""
        return f"„{self.name}“" if spec == "rolle" else super().form(spec)


class German(Speech):
    """The German language."""

    noun_class = GermanNoun
    person_class = GermanPerson

    def rule(self, id: str) -> str:
        return id if id.startswith("german.") else f"{id}@{self.language}"

    def plural(self, name: str) -> str:
        return plural(name)

    def deed(self, action: str, label: str = "") -> Deed:
        known = tables(self.language)[action] if action in VOCABULARY else ""
        return Deed(known or label.lower() or spoken_verb(action))

    def step(self, action: str, label: str = "") -> str:
        return self.deed(action, label).name

    def inside(self, text: str) -> str:
        return text

    def value(self, text: str) -> str:
        return f"„{text}“"

    def label(self, text: str) -> str:
        return f"„{text}“"

    def counted(self, number: float, unit: str) -> str:
        one, many = _UNITS[unit]
        return f"{self.number(number)} {one if number == 1 else many}"

    def number(self, value: float) -> str:
        return super().number(value).replace(".", ",")
