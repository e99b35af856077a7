"""The idea at the door: what is taken in, and what is refused. An idea is text; instructions in it are text too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from runs.errors import IdeaRefused

BYTES_MAX = 64 * 1024
TITLE_CHARACTERS = 80
HEADING_MARK = re.compile(r"^#{1,6}\s+")
# key → whether it is a list of texts
KEYS = {
    "text": False,
    "title": False,
    "domain": False,
    "context": False,
    "users": True,
    "constraints": True,
    "goals": True,
    "features": True,
    "entities": True,
}


def take_in(idea: Any) -> dict[str, Any]:
    """Return the idea as a mapping with `text`. Raises IdeaRefused, saying what is wrong and what would be right."""
    if isinstance(idea, (bytes, bytearray)):
        idea = _decoded(bytes(idea))
    if isinstance(idea, str):
        idea = {"text": idea}
    if not isinstance(idea, Mapping):
        raise IdeaRefused(f"an idea is text, or an object with `text`; this is {type(idea).__name__}")
    unknown = [str(key) for key in idea if key not in KEYS]
    if unknown:
        raise IdeaRefused(f"unknown key {', '.join(sorted(unknown))} in the idea; known: {', '.join(KEYS)}")
    if "text" not in idea:
        raise IdeaRefused("the idea has no `text`")
    taken = {key: _list(key, value) if KEYS[key] else _text(key, value) for key, value in idea.items()}
    if not taken["text"].strip():
        raise IdeaRefused("the idea is empty; a sentence is enough")
    size = sum(len(text.encode()) for value in taken.values() for text in ([value] if isinstance(value, str) else value))
    if size > BYTES_MAX:
        raise IdeaRefused(f"the idea has {size} bytes; at most {BYTES_MAX} (64 KiB) are taken")
    return taken


def carried_on(earlier: Mapping[str, Any], answers: Any) -> dict[str, Any]:
    """Return the idea of an earlier run with what was answered since: texts follow each other, lists grow. Raises IdeaRefused."""
    added = take_in(answers)
    joined = {key: [*earlier.get(key, ()), *added[key]] if KEYS[key] else added[key] for key in added}
    return take_in({**earlier, **joined, "text": f"{earlier['text'].rstrip()}\n\n{added['text'].strip()}\n"})


def title_of(idea: Mapping[str, Any]) -> str:
    """Return the idea's title, else its first line, shortened at a word."""
    line = str(idea.get("title") or "").strip() or next(line.strip() for line in idea["text"].splitlines() if line.strip())
    line = HEADING_MARK.sub("", line) or line
    if len(line) <= TITLE_CHARACTERS:
        return line
    return line[: TITLE_CHARACTERS - 1].rsplit(" ", 1)[0] + "…"


def _decoded(data: bytes) -> str:
    if len(data) > BYTES_MAX:
        raise IdeaRefused(f"the idea has {len(data)} bytes; at most {BYTES_MAX} (64 KiB) are taken")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise IdeaRefused(f"the idea is not valid UTF-8 (byte {error.start}); save it as UTF-8") from None


def _list(key: str, value: Any) -> list[str]:
    if not isinstance(value, list):
        raise IdeaRefused(f"`{key}` of the idea is a list of texts; this is {type(value).__name__}")
    return [_text(f"{key}[{index}]", item) for index, item in enumerate(value)]


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise IdeaRefused(f"`{key}` of the idea is text; this is {type(value).__name__}")
    if "\0" in value:
        raise IdeaRefused(f"`{key}` of the idea contains a NUL byte (character {value.index(chr(0))}); remove it")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise IdeaRefused(f"`{key}` of the idea is not valid UTF-8 (character {error.start}); save it as UTF-8") from None
    return value
