"""A style sheet as rules: selectors, declarations, and the media under which they hold. Reads what small products use of CSS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TIME = re.compile(r"(?<![\w.-])(\d*\.?\d+)(ms|s)\b")
_PIXELS = re.compile(r"^(\d*\.?\d+)(px|rem|em)$")
PIXELS_PER_REM = 16


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: its selectors, its declarations in order, the media queries around it (lower case), and its place in the sheet."""

    selectors: tuple[str, ...]
    declarations: tuple[tuple[str, str], ...]
    media: tuple[str, ...]
    place: int

    @property
    def shown(self) -> str:
        return ", ".join(self.selectors)

    def value(self, name: str) -> str | None:
        """Return the last value of a property, or None."""
        return next((value for key, value in reversed(self.declarations) if key == name), None)


class CssBroken(ValueError):
    """The braces of a style sheet do not match: nothing can be said about what a browser makes of it."""


def parse(css: str) -> list[Rule]:
    """Return the rules of a style sheet in their order; at-rules other than @media and @supports are left out. Raises CssBroken."""
    text = _COMMENT.sub(" ", css)
    if text.count("{") != text.count("}"):
        raise CssBroken(f"{text.count('{')} opening braces, {text.count('}')} closing ones")
    return [Rule(selectors=selectors, declarations=declarations, media=media, place=place)
            for place, (selectors, declarations, media) in enumerate(_rules(text, ()))]  # fmt: skip


def _rules(text: str, media: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]]:
    at = 0
    while (opened := text.find("{", at)) >= 0:
        prelude = text[at:opened].rpartition(";")[2].strip()
        closed = _closing(text, opened)
        body, at = text[opened + 1 : closed], closed + 1
        if prelude.startswith(("@media", "@supports")):
            yield from _rules(body, (*media, prelude.partition(" ")[2].strip().lower()))
        elif not prelude.startswith("@") and prelude:
            yield tuple(part.strip() for part in split(prelude, ",")), tuple(_declarations(body)), media


def _closing(text: str, opened: int) -> int:
    depth = 0
    for index in range(opened, len(text)):
        depth += {"{": 1, "}": -1}.get(text[index], 0)
        if depth == 0:
            return index
    raise CssBroken("a brace is never closed")


def _declarations(body: str) -> Iterator[tuple[str, str]]:
    for part in split(body, ";"):
        name, colon, value = part.partition(":")
        if colon:
            yield name.strip().lower() if not name.strip().startswith("--") else name.strip(), value.strip()


def split(text: str, mark: str) -> list[str]:
    """Return the parts between marks that stand outside of brackets and quotes, blank ones left out."""
    parts, depth, quote, current = [], 0, "", ""
    for char in text:
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(char, 0) if not quote else 0
        if char == mark and depth == 0 and not quote:
            parts.append(current)
            current = ""
        else:
            current += char
    return [part for part in (*parts, current) if part.strip()]


def custom_properties(rules: list[Rule], *, dark: bool = False) -> dict[str, str]:
    """Return the custom properties of the root, by name; those of the dark scheme over them if wanted."""
    found: dict[str, str] = {}
    for rule in rules:
        if {":root", "html", "*"} & set(rule.selectors) and holds(rule, dark=dark):
            found.update({name: value for name, value in rule.declarations if name.startswith("--")})
    return found


def holds(rule: Rule, *, dark: bool = False) -> bool:
    """Tell whether a rule holds on a screen: never for print, in the dark only where wanted, and for whoever lets things move."""
    told = " ".join(rule.media)
    if re.search(r"\bprint\b", told) or "prefers-reduced-motion: reduce" in told or "forced-colors: active" in told:
        return False
    return dark or "prefers-color-scheme: dark" not in told


def resolved(value: str, properties: dict[str, str], depth: int = 0) -> str:
    """Return a value with its var() replaced, fallbacks used where a property is missing."""
    if depth > 8 or "var(" not in value:
        return value
    start = value.index("var(")
    end, level = start + 4, 1
    while end < len(value) and level:
        level += {"(": 1, ")": -1}.get(value[end], 0)
        end += 1
    name, _, fallback = value[start + 4 : end - 1].partition(",")
    put = properties.get(name.strip(), fallback.strip())
    return resolved(value[:start] + put + value[end:], properties, depth + 1)


def milliseconds(value: str) -> list[float]:
    """Return every time in a value such as that of `transition`, in ms."""
    return [float(number) * (1 if unit == "ms" else 1000) for number, unit in _TIME.findall(value)]


def pixels(value: str) -> float | None:
    """Return a length in CSS pixels where it is fixed (px, rem, em at 16 px); None for percentages, keywords, functions."""
    found = _PIXELS.match(value.strip())
    return None if found is None else float(found[1]) * (1 if found[2] == "px" else PIXELS_PER_REM)
