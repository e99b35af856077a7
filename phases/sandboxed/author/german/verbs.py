"""German verbs in their forms, and what they mean for a product: an operation on records, a step between states, a thing of their own.

verbs.json writes separable verbs as `aus|leihen`. A lemma is the infinitive in one word (`ausleihen`).
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from phases.sandboxed.author.letters import folded

_FIXED = ("be", "ver", "er", "ent", "zer", "ge", "miss", "über", "durch", "unter", "hinter", "wider")


@functools.cache
def _data() -> Mapping[str, Any]:
    return json.loads((Path(__file__).parent / "verbs.json").read_text(encoding="utf-8"))


@functools.cache
def _written() -> dict[str, str]:
    """Return lemma → as written in the list, with its bar."""
    listed = [word for verbs in _data()["means"].values() for word in verbs.split()]
    listed += [key for table in ("steps", "nouns") for key in _data()[table]] + _data()["other"].split()
    # a verb may be written twice, `anpassen|an|passen`: the last part says how it is taken apart
    return {_lemma(entry): entry for entry in listed}


def _lemma(written: str) -> str:
    return written.rpartition("|")[0].partition("|")[0] if written.count("|") == 2 else written.replace("|", "")


def _parts(written: str) -> tuple[str, str]:
    """Return (separable prefix, rest)."""
    parts = written.split("|")
    return (parts[-2], parts[-1]) if len(parts) > 1 else ("", parts[0])


def _stem(infinitive: str) -> str:
    return infinitive[:-2] if infinitive.endswith("en") else infinitive[:-1]


def _finite(rest: str) -> set[str]:
    """Return the forms in which the verb itself stands in a sentence, its prefix apart."""
    stem = _stem(rest)
    link = "e" if stem.endswith(("t", "d", "chn", "ffn", "gn", "tm")) else ""
    irregular = _data()["irregular"].get(rest, "").split()
    return {rest, f"{stem}{link}t", f"{stem}e", f"{stem}{link}te", f"{stem}{link}ten", *irregular[:2]}


def _participles(rest: str) -> set[str]:
    stem = _stem(rest)
    link = "e" if stem.endswith(("t", "d", "chn", "ffn", "gn", "tm")) else ""
    irregular = _data()["irregular"].get(rest, "").split()[2:]
    if irregular:
        return set(irregular)
    bare = rest.endswith("ieren") or rest.startswith(_FIXED)
    return {f"{stem}{link}t" if bare else f"ge{stem}{link}t"}


@functools.cache
def _index() -> tuple[Mapping[str, tuple[str, str]], Mapping[str, str]]:
    """Return (finite form → (lemma, separable prefix still to be found), one-word form → lemma)."""
    apart: dict[str, tuple[str, str]] = {}
    whole: dict[str, str] = {}
    for lemma, written in _written().items():
        prefix, rest = _parts(written)
        for form in sorted(_finite(rest)):
            if not prefix:
                whole.setdefault(form, lemma)
        for form in sorted(_participles(rest)):
            whole.setdefault(prefix + form, lemma)
        if prefix:
            whole |= {lemma: lemma, f"{prefix}zu{rest}": lemma}
            for form in sorted(_finite(rest) - {rest}):
                whole.setdefault(prefix + form, lemma)
    for lemma, written in _written().items():
        prefix, rest = _parts(written)
        for form in sorted(_finite(rest)):
            if prefix:
                apart[f"{form} {prefix}"] = (lemma, prefix)
    return apart, whole


def lemma_of(form: str) -> str | None:
    """Return the infinitive of a form in one word (`bucht`, `gebucht`, `anzulegen`), or None."""
    return _index()[1].get(form.lower())


def separated(form: str, prefix: str) -> str | None:
    """Return the infinitive of a verb whose prefix stands apart: (`legt`, `an`) → `anlegen`; None where there is none."""
    found = _index()[0].get(f"{form.lower()} {prefix.lower()}")
    return found[0] if found else None


@functools.cache
def opens(form: str) -> bool:
    """Tell whether a form may begin a separable verb: `legt`."""
    return any(key.startswith(f"{form.lower()} ") for key in _index()[0])


def is_participle(form: str) -> bool:
    """Tell whether a form is the past participle of a known verb."""
    lower = form.lower()
    lemma = lemma_of(lower)
    if lemma is None or lower == lemma:
        return False
    prefix, rest = _parts(_written()[lemma])
    return lower in {prefix + participle for participle in _participles(rest)}


def of_participle(adjective: str) -> str:
    """Return the infinitive of a past participle that stands as an adjective: `bestätigte` → `bestätigen`; empty where it is none."""
    lower = adjective.lower()
    for ending in ("en", "er", "es", "em", "e"):
        stem = lower.removesuffix(ending)
        if stem != lower and is_participle(stem):
            return lemma_of(stem) or ""
    return ""


def participle(lemma: str) -> str:
    """Return the past participle of a known verb: `buchen` → `gebucht`. Raises KeyError."""
    prefix, rest = _parts(_written()[lemma])
    return prefix + min(_participles(rest))


@functools.cache
def _meanings() -> Mapping[str, str]:
    return {_lemma(verb): meaning for meaning, verbs in _data()["means"].items() for verb in verbs.split()}


def meaning(lemma: str) -> str | None:
    """Return create, list, view, update, delete, search, export or report for a verb that keeps records, or None."""
    return _meanings().get(lemma)


@functools.cache
def _steps() -> Mapping[str, tuple[str, str]]:
    return {_lemma(verb): (states.split()[0], states.split()[1]) for verb, states in _data()["steps"].items()}


def step(lemma: str) -> tuple[str, str] | None:
    """Return (state before, state after) for a verb that moves a thing, or None."""
    return _steps().get(lemma)


@functools.cache
def _nouns() -> Mapping[str, str]:
    return {_lemma(verb): noun for verb, noun in _data()["nouns"].items()}


def own_noun(lemma: str) -> str:
    """Return the noun for what a deed leaves behind: `buchen` → `Buchung`; empty where it leaves nothing of its own."""
    return _nouns().get(lemma, "")


def known_verbs() -> Iterator[str]:
    """Yield every lemma."""
    yield from _written()


@functools.cache
def _folded() -> Mapping[str, str]:
    return {folded(lemma).lower(): lemma for lemma in _written()}


def spoken(action: str) -> str:
    """Return the verb behind the id of an action, its umlauts back: `bestaetigen` → `bestätigen`; of an unknown one the id."""
    return _folded().get(action, action.replace("-", " ").replace("_", " "))
