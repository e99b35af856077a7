"""How sentences are said: a pattern looked up in the tables of a language, its blanks filled. English is the language of the patterns.

Used through `speech_of` by whoever writes prose that people read. Fixed vocabulary (ids, kinds, keys, paths) never passes through here.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.author.vocabulary import plural
from phases.sandboxed.planning.wording import capital, listed, lower, with_article

FOLDER = Path(__file__).parent
# the closed vocabulary that is said as words of a sentence, wherever it comes from
VOCABULARY = (
    *("create", "list", "view", "update", "delete", "search", "filter", "export", "report"),
    *("day", "week", "month", "year"),
    *("and", "or"),
)
_SPANS = ((60 * 24 * 7, "week"), (60 * 24, "day"), (60, "hour"), (1, "minute"))


def pattern(text: str) -> str:
    """Return the pattern itself: it marks one that stands in a table and is said elsewhere."""
    return text


def patterns(*texts: str) -> tuple[str, ...]:
    """Return several patterns, marked like one."""
    return texts


@functools.cache
def tables(language: str) -> Mapping[str, str]:
    """Return English pattern → pattern of a language, over all its files. Raises ValueError for a pattern with two meanings."""
    merged: dict[str, str] = {}
    for file in sorted((FOLDER / language).glob("*.json")):
        for english, said in json.loads(file.read_text(encoding="utf-8")).items():
            if merged.setdefault(english, said) != said:
                raise ValueError(f"{language}/{file.name}: {english!r} is said in another way in another file")
    return merged


class Noun:
    """A thing or person in a sentence: `{it:one}`, `{it:a}`, `{it:many}`, `{it:name}` and `{it:names}` as written.

    A capital (`{it:A}`) begins the sentence with it.
    """

    def __init__(self, name: str, plural: str = ""):
        self.name, self.plural = name, plural

    def __format__(self, spec: str) -> str:
        form = self.form(spec[:1].lower() + spec[1:])
        return capital(form) if spec[:1].isupper() else form

    def form(self, spec: str) -> str:
        """Return one form. Raises KeyError for a form that the language does not have."""
        if spec in ("many", "names"):
            return lower(self.plural) if spec == "many" else self.plural
        return {"one": lower, "a": with_article, "name": str}[spec](self.name)


class Deed(Noun):
    """What somebody does, as a word: `{deed}`."""

    def form(self, spec: str) -> str:
        """Return the word, capitalised as a noun for `doing`."""
        return {"": self.name, "doing": capital(self.name)}[spec]


class Word(Noun):
    """A word that never bends."""

    def form(self, spec: str) -> str:
        return self.name


class Several(Noun):
    """Several nouns or deeds, each in the form that is asked for, listed."""

    def __init__(self, nouns: Iterable[Noun], joined: Callable[[Iterable[str]], str]):
        super().__init__("")
        self.nouns, self.joined = tuple(nouns), joined

    def form(self, spec: str) -> str:
        return self.joined(noun.form(spec) for noun in self.nouns)


class Speech:
    """A language: its sentences, and how it bends, lists and counts."""

    noun_class: type[Noun] = Noun
    person_class: type[Noun] = Noun

    def __init__(self, language: str):
        self.language = language

    def say(self, pattern: str, /, **given: Any) -> str:
        """Return the sentence of a pattern with its blanks filled."""
        return tables(self.language).get(pattern, pattern).format(**given)

    def rule(self, id: str) -> str:
        """Return the id under which a written rule stands in this language."""
        return id

    def thing(self, about: Any) -> Noun:
        """Return the noun of an entity or a resource."""
        return self.noun_class(about.name, about.plural)

    def person(self, name: str) -> Noun:
        """Return the noun of an actor by its name."""
        return self.person_class(name)

    def plural(self, name: str) -> str:
        """Return an actor's name as of several people."""
        return plural(name)

    def people(self, names: Iterable[str], last: str = "and") -> Noun:
        """Return the nouns of several actors in one."""
        return Several([self.person(name) for name in names], lambda words: self.listed(words, last))

    def everybody(self) -> Noun:
        """Return the word for all people."""
        return Word(self.say("everybody"))

    def deed(self, action: str, label: str = "") -> Deed:
        """Return an operation or step as people say it; `label` is how a step is read where its name does not say."""
        return Deed(action.replace("-", " ").replace("_", " "))

    def step(self, action: str, label: str = "") -> str:
        """Return the name of a step, as the pages and the interface show it."""
        return action

    def deeds(self, deeds: Iterable[Deed], last: str = "or") -> Noun:
        """Return several deeds in one."""
        return Several(deeds, lambda words: self.listed(words, last))

    def inside(self, text: str) -> str:
        """Return a text as it stands inside a sentence."""
        return lower(text)

    def value(self, text: str) -> str:
        """Return a value, such as a state, inside a sentence."""
        return text

    def label(self, text: str) -> str:
        """Return the label of a field, a step or a value inside a sentence."""
        return lower(text)

    def listed(self, words: Iterable[str], last: str = "and") -> str:
        """Return 'a, b and c', or with 'or'."""
        return listed(words, self.say(last))

    def counted(self, number: float, unit: str) -> str:
        """Return '1 day', '2 days' for an English unit in the singular."""
        return f"{self.number(number)} {unit}{'' if number == 1 else 's'}"

    def span(self, minutes: float) -> str:
        """Return minutes in the largest unit that they fill: '2 days', '90 minutes'."""
        size, unit = next((entry for entry in _SPANS if minutes and minutes % entry[0] == 0), _SPANS[-1])
        return self.counted(minutes / size, unit)

    def number(self, value: float) -> str:
        """Return a number as people write it."""
        return f"{value:.15g}"
