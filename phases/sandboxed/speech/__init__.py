"""The languages that documents are written in: `speech_of(model)` returns the `Speech` of a model's language, which says sentences.

Sentences stand in the code as English patterns with blanks (`"no {it:one} yet"`). `<language>/*.json` holds the same patterns in another
language, one file an area, pattern → pattern; a `Speech` fills the blanks and knows how its language bends nouns, lists words and writes
numbers. A pattern that a language lacks is said in English; a test holds that none is lacking.

A third language is a folder of tables, a subclass of `Speech` beside `german`, the written rules in `rules/<language>/`, and an entry here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from phases.sandboxed.speech.german import German
from phases.sandboxed.speech.saying import Speech

_SPEECHES: dict[str, Speech] = {speech.language: speech for speech in (Speech("en"), German("de"))}


def speech_of(spoken: Any) -> Speech:
    """Return the speech of a language by its code, or of what has one: a domain model, its JSON, a resource. English where it is unknown."""
    if isinstance(spoken, str):
        return _SPEECHES.get(spoken, _SPEECHES["en"])
    language = spoken.get("language", "en") if hasattr(spoken, "get") else spoken.language
    return _SPEECHES.get(language, _SPEECHES["en"])


def saying(thing: Any, spoken: Any = None) -> Callable[..., str]:
    """Return what says sentences about a thing (`it`), in its own language or in that of `spoken`."""
    speech = speech_of(thing if spoken is None else spoken)
    return functools.partial(speech.say, it=speech.thing(thing))


def in_all_languages(pattern: str) -> tuple[str, ...]:
    """Return a pattern without blanks as each language says it, English first."""
    return tuple(dict.fromkeys(speech.say(pattern) for speech in _SPEECHES.values()))


def languages() -> tuple[str, ...]:
    """Return the codes of all languages that have tables of their own."""
    return tuple(sorted(code for code in _SPEECHES if code != "en"))
