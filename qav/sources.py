"""Whether a named source supports a claim: the place exists, holds the quote, and speaks of the same thing. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ideamine.lib.canonical import canonical_json
from ideamine.lib.pointers import PointerError, resolve

PREFIX_LETTERS = 4
_WORD = re.compile(r"[^\W_]+")
# words that any two sentences share; sharing one of them supports nothing
FUNCTION_WORDS = frozenset(
    _WORD.findall(
        "a an and are as at be but by can for from has have if in into is it its may must not of on or shall should so such that the their them then"
        " there these they this to was were when which who will with"
        " als am auch auf aus bei bis das dass dem den der des die du durch ein eine einem einen einer eines er es für hat haben ihr ihre im ist"
        " jede jeder jedes kann können kein keine man mit nach nicht nur ob oder sein seine sich sie sind so um und von vor was weil wenn wer werden"
        " wie wird wo zu zum zur über"
    )
)


@dataclass(frozen=True, kw_only=True)
class Sources:
    """What a claim may lean on.

    `artifacts` holds the contents of earlier artifacts by type, newest first; `rules` sentences by id; `reports` the newest ToolReport by tool.
    """

    idea: Mapping[str, Any]
    artifacts: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    rules: Mapping[str, str] = field(default_factory=dict)
    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def objection(text: str, source: Mapping[str, Any] | None, sources: Sources) -> str | None:
    """Return why `source` does not support the claim `text`, or None when it does."""
    if not source:
        return "no source is named"
    kind = source.get("kind")
    check = _CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        return f"{kind!r} is no kind of source; one of {', '.join(_CHECKS)}"
    return check(text, source, sources)


def _idea(text: str, source: Mapping[str, Any], sources: Sources) -> str | None:
    try:
        value = resolve(sources.idea, str(source.get("pointer")))
    except PointerError as error:
        return f"the idea has nothing there: {error}"
    if not isinstance(value, str):
        return f"the idea has no text at {source.get('pointer')!r}"
    return _quoted(text, source, value, "the idea")


def _artifact(text: str, source: Mapping[str, Any], sources: Sources) -> str | None:
    type = source.get("type")
    contents = sources.artifacts.get(str(type))
    if not contents:
        return f"there is no earlier {type}"
    try:
        value = resolve(contents[0], str(source.get("pointer")))
    except PointerError as error:
        return f"the newest {type} has nothing there: {error}"
    return _quoted(text, source, value if isinstance(value, str) else canonical_json(value).decode(), f"the newest {type}")


def _rule(text: str, source: Mapping[str, Any], sources: Sources) -> str | None:
    rule = sources.rules.get(str(source.get("id")))
    if rule is None:
        return f"there is no rule {source.get('id')!r}"
    return _quoted(text, source, rule, f"the rule {source['id']}")


def _tool(text: str, source: Mapping[str, Any], sources: Sources) -> str | None:
    tool = source.get("report")
    report = sources.reports.get(str(tool))
    if report is None:
        return f"there is no report of {tool}"
    if report.get("outcome") != "ok":
        return f"{tool} did not run to its end, so its report supports nothing"
    try:
        value = resolve(report, str(source.get("pointer")))
    except PointerError as error:
        return f"the report of {tool} has nothing there: {error}"
    rendered = _plain(value if isinstance(value, str) else canonical_json(value).decode())
    if not rendered or not re.search(rf"(?<![\w.]){re.escape(rendered)}(?!\w|\.\d)", _plain(text)):
        return f"the report of {tool} says {rendered!r}, which the claim does not"
    return None


def _assumption(text: str, source: Mapping[str, Any], sources: Sources) -> str | None:
    return f"an assumption: {source.get('rationale') or 'no rationale is given'}"


_CHECKS: dict[str, Callable[[str, Mapping[str, Any], Sources], str | None]] = {
    "idea": _idea,
    "artifact": _artifact,
    "rule": _rule,
    "tool": _tool,
    "assumption": _assumption,
}


def _quoted(text: str, source: Mapping[str, Any], passage: str, where: str) -> str | None:
    quote = _plain(str(source.get("quote") or ""))
    if not quote:
        return "the source quotes nothing"
    if quote not in _plain(passage):
        return f"{where} does not contain {source['quote']!r}"
    if not _share_a_word(quote, _plain(text)):
        return f"the quote {source['quote']!r} shares no word with the claim"
    return None


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _share_a_word(one: str, other: str) -> bool:
    return not _stems(one).isdisjoint(_stems(other))


def _stems(text: str) -> set[str]:
    """Whole words and numbers, and the first letters of longer words, so that "todos" meets "todo"."""
    words = {word for word in _WORD.findall(text) if word not in FUNCTION_WORDS}
    return words | {word[:PREFIX_LETTERS] for word in words if word[:PREFIX_LETTERS].isalpha() and len(word) >= PREFIX_LETTERS}
