"""How alike texts are: the share of word 5-grams that two of them have in common (Jaccard). Templates repeated over ideas show here."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

WORDS = 5
MOST = 0.35


def grams(text: str) -> frozenset[tuple[str, ...]]:
    """Return every run of five words of a text."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[place : place + WORDS]) for place in range(len(words) - WORDS + 1))


def jaccard(first: str, second: str) -> float:
    """Return common 5-grams ÷ all 5-grams; 0 when neither text has any."""
    one, other = grams(first), grams(second)
    return len(one & other) / len(one | other) if one | other else 0.0


def pairwise(texts: Mapping[str, str]) -> list[tuple[float, str, str]]:
    """Return (likeness, name, name) for all pairs, the most alike first."""
    pairs = ((round(jaccard(texts[one], texts[other]), 4), one, other) for one, other in itertools.combinations(sorted(texts), 2))
    return sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))


def prose(content: Any) -> str:
    """Return what a reader reads of an artifact: its strings, but for the sources beside it."""
    if isinstance(content, Mapping):
        return " ".join(prose(value) for key, value in content.items() if key != "sources")
    if isinstance(content, list):
        return " ".join(prose(value) for value in content)
    return content if isinstance(content, str) else ""
