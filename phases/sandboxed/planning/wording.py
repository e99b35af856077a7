"""How planned sentences name things: articles, lower-case names, and lists in words."""

from __future__ import annotations

from collections.abc import Iterable

_SOUNDS_LIKE_CONSONANT = ("user", "use ", "usage", "uni", "util", "eu", "one")
_SOUNDS_LIKE_VOWEL = ("hour", "honest", "heir", "honour", "honor")


def lower(name: str) -> str:
    """Return a name as it stands inside a sentence; words written in capitals (GPS, MRI) keep them."""
    return " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in name.split())


def with_article(name: str) -> str:
    """Return 'a todo', 'an order', 'a user'."""
    word = lower(name)
    start = word.lower()
    vowel = start.startswith(_SOUNDS_LIKE_VOWEL) or (start[:1] in tuple("aeiou") and not start.startswith(_SOUNDS_LIKE_CONSONANT))
    return f"{'an' if vowel else 'a'} {word}"


def capital(sentence: str) -> str:
    """Return the sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def sentence(text: str) -> str:
    """Return the text as a sentence: capital first, full stop last."""
    stripped = text.strip().rstrip(".;:, ")
    return f"{capital(stripped)}."


def listed(words: Iterable[str], last: str = "and") -> str:
    """Return 'a, b and c', or with another word before the last."""
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def counted(number: float, unit: str) -> str:
    """Return '1 day', '2 days'."""
    return f"{number:g} {unit}{'' if number == 1 else 's'}"
