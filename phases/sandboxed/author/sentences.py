"""The sentences that intake writes around what it read, in the language of the idea (sentences.json). Used by the intake agents."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from pathlib import Path

_OTHERWISE = "en"


@functools.cache
def _table() -> Mapping[str, Mapping[str, str]]:
    return json.loads((Path(__file__).parent / "sentences.json").read_text(encoding="utf-8"))


def said(key: str, language: str, /, **parts: str) -> str:
    """Return a sentence with its parts filled in; in English for a language that has none. Raises KeyError for an unknown key or part."""
    table = _table().get(language) or _table()[_OTHERWISE]
    return table[key].format_map(parts)


def inside(name: str, language: str) -> str:
    """Return a name as it stands inside a sentence: German nouns keep their capitals."""
    return name if language == "de" else name.lower()
