"""Facts that artifacts state, in a form in which two of them can contradict each other. Used by guard.contradictionScan in every phase.

A fact has a subject (what it is about), a value, and the place where it stands. Two facts of one subject conflict
when their values differ. Only what means the same wherever it stands is taken: a field of a known thing, a bound
on a number, an obligation and its opposite, a thing that is listed and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import walk
from phases.sandboxed.author.phrases import Token, tokens
from phases.sandboxed.author.vocabulary import base_verb, singular, words

_IDENTITY = ("domain", "slug", "language")
_ATTRIBUTE_FIELDS = ("type", "required", "values", "unit", "references")
_RECORDS = {
    "actors": ("name",),
    "personas": ("actor",),
    "stories": ("actor", "entity", "action", "priority"),
    "nfrs": ("target", "unit", "limit"),
    "requirements": ("actor", "entity", "action", "priority"),
}
_LEFT_OUT = ("excluded", "out_of_scope", "non_goals")
_MODAL = re.compile(r"\b(?P<modal>must|shall)(?P<negated>\s+(?:not|never))?\b", re.IGNORECASE)
_BOUND = re.compile(
    r"\b(?P<bound>at most|no more than|up to|a maximum of|at least|no fewer than|no less than|a minimum of|exactly|within)\s+"
    r"(?P<number>\d[\d.,]*\d|\d)\s*(?P<unit>%|[A-Za-z][\w-]*)?(?P<per>\s+(?:per|a|an|each|every)\s+\w+)?",
    re.IGNORECASE,
)
_UPPER = ("at most", "no more than", "up to", "a maximum of", "within")
_CLAUSE_ENDS = frozenset(["where", "that", "which", "who", "when", "if", "because", "while", "but", "so", "and"])


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One stated fact; `kind` groups what can be compared, `place` is `Type/pointer`."""

    kind: str
    subject: str
    value: str
    place: str


def facts_of(type: str, content: Any) -> Iterator[Fact]:
    """Yield the facts of one artifact (or of the idea, as type `idea`)."""
    if isinstance(content, Mapping):
        for key in _IDENTITY if type != "idea" else ():
            if isinstance(content.get(key), str):
                yield Fact(kind="field", subject=f"the product's {key}", value=content[key], place=f"{type}/{key}")
        content = {key: value for key, value in content.items() if key != "sources"}
    for pointer, value in walk(content):
        if isinstance(value, list):
            yield from _of_list(type, pointer, value)
        elif isinstance(value, str):
            for sentence in re.split(r"(?<=[.!?;])\s+|\n", value[:4000]):
                yield from _obligations(sentence, f"{type}{pointer}")
                yield from _bounds(sentence, f"{type}{pointer}")
        elif isinstance(value, Mapping) and isinstance(value.get("subject"), str) and "value" in value and isinstance(value.get("unit"), str):
            yield Fact(kind="field", subject=f"{value['subject']} in {value['unit']}", value=_shown(value["value"]), place=f"{type}{pointer}/value")


def _shown(value: Any) -> str:
    return canonical_json(value).decode()


def _of_list(type: str, pointer: str, items: list[Any]) -> Iterator[Fact]:
    """Yield the facts of a list, by the name under which it stands."""
    name = pointer.rsplit("/", 1)[-1]
    for index, item in enumerate(items):
        place = f"{type}{pointer}/{index}"
        if not isinstance(item, Mapping):
            continue
        if name == "entities" and isinstance(item.get("id"), str):
            yield Fact(kind="presence", subject=item["id"], value="kept", place=place)
            yield from _of_entity(item, place)
        elif name == "included" and isinstance(item.get("entity"), str):
            yield Fact(kind="presence", subject=item["entity"], value="kept", place=place)
        elif name in _LEFT_OUT and isinstance(item.get("name"), str) and "action" not in item:
            yield Fact(kind="presence", subject=singular(item["name"].lower().replace(" ", "_")), value="left out", place=place)
        for field in _RECORDS.get(name, ()):
            if isinstance(item.get("id"), str) and isinstance(item.get(field), (str, int, float)):
                yield Fact(kind="field", subject=f"{name} {item['id']} {field}", value=_shown(item[field]), place=f"{place}/{field}")


def _of_entity(entity: Mapping[str, Any], place: str) -> Iterator[Fact]:
    for index, attribute in enumerate(entity.get("attributes") or ()):
        if isinstance(attribute, Mapping) and isinstance(attribute.get("name"), str):
            for field in _ATTRIBUTE_FIELDS:
                if field in attribute:
                    subject = f"{entity['id']}.{attribute['name']} {field}"
                    yield Fact(kind="field", subject=subject, value=_shown(attribute[field]), place=f"{place}/attributes/{index}/{field}")
    states = entity.get("states")
    if isinstance(states, Mapping):
        for field in ("attribute", "initial", "values"):
            if field in states:
                yield Fact(kind="field", subject=f"{entity['id']} states {field}", value=_shown(states[field]), place=f"{place}/states/{field}")


def _plain(found: tuple[Token, ...]) -> str:
    """Return words without articles and marks, nouns and verbs in their base form."""
    kept = [token.lower for token in found if token.tag not in ("DET", "PUNCT")]
    return " ".join(singular(base_verb(word) or word) for word in kept)


def _clause(text: str) -> tuple[Token, ...]:
    """Return the words of the last clause of a text."""
    found = tokens(text)
    starts = [index + 1 for index, token in enumerate(found) if token.lower in _CLAUSE_ENDS or token.tag == "PUNCT"]
    return found[starts[-1] :] if starts else found


def _obligations(sentence: str, place: str) -> Iterator[Fact]:
    match = _MODAL.search(sentence)
    if match:
        subject, rest = _plain(_clause(sentence[: match.start()])), _plain(tokens(sentence[match.end() :]))
        if subject and rest:
            yield Fact(kind="obligation", subject=f"{subject} must {rest}", value="must not" if match["negated"] else "must", place=place)


def _bounds(sentence: str, place: str) -> Iterator[Fact]:
    for match in _BOUND.finditer(sentence):
        bound = match["bound"].lower()
        value = match["number"].replace(",", "")
        unit = "percent" if match["unit"] == "%" else singular((match["unit"] or "count").lower())
        per = " ".join((match["per"] or "").split()[-1:])
        subject = _plain(_clause(sentence[: match.start()]))
        if not subject and unit in words("mass_nouns"):
            continue
        kind = "upper" if bound in _UPPER else "exact" if bound == "exactly" else "lower"
        yield Fact(kind=kind, subject=f"{subject} [{unit}{' per ' + per if per else ''}]".strip(), value=value, place=place)
