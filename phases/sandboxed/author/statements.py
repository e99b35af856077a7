"""The idea cut into statements: sentences and list lines, each with the JSON pointer and the exact words it came from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ideamine.lib.pointers import escape

_MARKUP = re.compile(r"^\s*(?:[-*+•>#]+|\d+[.)])\s*")
# a full stop that ends no sentence: `z. B.`, `ca. 20`, `31. März`
_MONTHS = "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
_STOP = rf"\b(?:z\.\s?B|d\.\s?h|u\.\s?a|ca|bzw|inkl|ggf|evtl|Nr|Std|e\.g|i\.e)\.(?=\s)|\b\d{{1,2}}\.(?=\s(?:{_MONTHS})\b)"
_SENTENCE = re.compile(rf"(?:{_STOP}|[^.!?;\n])+(?:[.!?;](?!\s|$)(?:{_STOP}|[^.!?;\n])*)*[.!?;]*")
_TO_THE_READER = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:instruction|prompt|rule|above|previous)|\bsystem prompt\b|\byou are (?:now|an?)\b|\bact as\b|"
    r"\b(?:print|reveal|show|output)\b.{0,30}\b(?:secret|password|prompt|api key|environment variable)",
    re.IGNORECASE,
)
QUOTE_LIMIT = 300
# a line of at least so many characters without an end was wrapped by an editor
WRAPPED_AT = 60


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One sentence of the idea. `role` is the key it stood under: text, title, users, constraints or any other."""

    number: int
    pointer: str
    role: str
    text: str

    @property
    def to_the_reader(self) -> bool:
        """Whether it gives orders to whoever reads the idea; such a sentence is text and says nothing of the product."""
        return bool(_TO_THE_READER.search(self.text))


def _strings(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, Mapping):
        for key in sorted(value):
            yield from _strings(value[key], f"{pointer}/{escape(str(key))}")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from _strings(item, f"{pointer}/{index}")


def _order(role: str) -> tuple[int, str]:
    return {"title": 0, "text": 1, "users": 2, "constraints": 3}.get(role, 4), role


def _paragraphs(whole: str) -> Iterator[str]:
    """Yield the lines of a text; a line that an editor wrapped, long and without an end, goes on in the next."""
    held = ""
    for line in whole.splitlines():
        if held and (not line.strip() or _MARKUP.match(line)):
            yield held
            held = ""
        held = f"{held} {line.strip()}" if held else line
        if len(line.rstrip()) < WRAPPED_AT or line.rstrip().endswith((".", "!", "?", ":", ";")):
            yield held
            held = ""
    if held:
        yield held


def split(idea: Mapping[str, Any]) -> tuple[Statement, ...]:
    """Return all statements of an idea: title and text first, then the other keys by name. Every text is a slice of the idea,
    with one blank for a line break."""
    found: list[Statement] = []
    for role in sorted(idea, key=_order):
        for pointer, whole in _strings(idea[role], f"/{escape(role)}"):
            for line in _paragraphs(whole):
                for match in _SENTENCE.finditer(_MARKUP.sub("", line)):
                    text = match.group().strip()[:QUOTE_LIMIT].strip()
                    if re.search(r"[A-Za-z]", text):
                        found.append(Statement(number=len(found) + 1, pointer=pointer, role=role, text=text))
    return tuple(found)
