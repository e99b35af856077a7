"""What an English idea wishes for beyond rules: reports, exports, and qualities with their kinds and figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.demands import Wish
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause, clauses
from phases.sandboxed.author.english.measures import NUMBER, TIME, number
from phases.sandboxed.author.phrases import tokens
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.author.vocabulary import words

_REPORT = re.compile(
    r"\b(?:statistics?|overview|summary|summaries|totals?|how many|how much|number of|average|revenue|turnover|sum of|monthly|"
    r"weekly|yearly|per month|per week|per year|reports?)\b"
)
_REPORTING = re.compile(
    r"\breports?:|\b(?:reports? (?:on|of|about|per|by|showing|with|for)|(?:monthly|weekly|daily|yearly|annual) (?:\w+ )?reports?|(?:get|see|"
    r"want|need|show|generate|print)s? (?:a |the )?(?:\w+ )?reports?)\b"
)
_ASKING = re.compile(r"\b(?:reports?|statistics?|overview|summar\w+|totals?|how many|how much|see|sees|shows?|chart|average|revenue|turnover)\b")
_SUMS = re.compile(
    r"\b(?:revenue|turnover|income|spending|spent|sales|how much|costs?|amount|total (?:amount|cost|price|of the)|expenses? by|"
    r"totals?|sum of|hours|earnings)\b"
)
_GROUPED = re.compile(r"\b(?:by|per|for each|for every|grouped by|broken down by)\s+(?P<what>[a-z]+(?:\s+and\s+(?!an?\b|the\b)[a-z]+(?=[.,;]|$))?)")
_PERIODS = (
    ("month", r"\bmonth(?:ly)?\b"),
    ("week", r"\bweek(?:ly)?\b"),
    ("year", r"\b(?:year(?:ly)?|annual(?:ly)?)\b"),
    ("day", r"\b(?:daily|per day|each day|a day)\b"),
)
_EXPORT = re.compile(r"\b(?:export\w*|download\w*)\b[^.]*?\b(?:csv|excel|spreadsheet|file|list)\b|\bexport\w*\b|\bcsv\b")
_LANGUAGES = "english german french spanish italian dutch polish portuguese turkish arabic chinese japanese danish swedish norwegian czech"
_QUALITIES: tuple[tuple[str, str], ...] = (
    (
        "privacy",
        r"\b(?:gdpr|privacy|personal data|data protection|confidential\w*|encrypt\w*|leaves? the (?:\w+)|third part(?:y|ies)|"
        r"tracking cookies|anonym\w+)\b",
    ),
    (
        "cost",
        r"\b(?:budget|running costs?|hosting|cheap|inexpensive|low[- ]cost|afford\w*|free of charge|without paid)\b|"
        r"\bcosts?\b[^.]*\b(?:month|year|to run)\b",
    ),
    ("devices", r"\b(?:phones?|smartphones?|tablets?|mobile|browser|laptops?|small screens?|desktop)\b"),
    ("language", rf"\b(?:{'|'.join(_LANGUAGES.split())})\b|\b(?:bi|multi)lingual\b"),
    ("accessibility", r"\b(?:screen readers?|wcag|blind|keyboard|accessib\w+|colou?r[- ]blind|large (?:type|print|letters))\b"),
    ("availability", r"\b(?:24/7|around the clock|uptime|downtime|available (?:at|all)|offline|backups?)\b|\b99(?:\.\d+)?\s?%"),
    ("speed", rf"\bwithin (?:\w+) (?:milli)?seconds?\b|\b{NUMBER}\s+(?:milli)?seconds?\b|\bload\w* (?:time|fast)\b"),
    (
        "volume",
        rf"\b(?:about|around|up to|at most|some|roughly|over|more than|at least|of|with|for)?\s*{NUMBER}\s+(?:active |registered |"
        rf"concurrent )?(?:users?|members?|people|customers?|patients?|students?|records?|rows|bookings?|orders?|rooms?|entries|"
        rf"visitors?)\b(?=[^.]*\b(?:at once|at the same time|in total|a (?:day|week|month|year)|per (?:day|week|month|year)|"
        rf"altogether|concurrently|use|using)\b)",
    ),
)
_FIGURE = re.compile(rf"(?P<sign>[$€£])?(?P<n>{NUMBER})\s*(?P<u>%|€|[a-z]+)?")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "%": "percent"}
_WORD_KINDS = {
    "private": "privacy",
    "anonymous": "privacy",
    "encrypted": "privacy",
    "cheap": "cost",
    "affordable": "cost",
    "free": "cost",
    "mobile": "devices",
    "responsive": "devices",
    "multilingual": "language",
    "scalable": "volume",
    "fast": "speed",
    "quick": "speed",
    "real-time": "speed",
    "efficient": "speed",
    "available": "availability",
    "offline": "availability",
    "reliable": "availability",
    "robust": "availability",
    "accessible": "accessibility",
}


def find(told: tuple[Statement, ...]) -> tuple[Wish, ...]:
    """Return the wishes of all statements: reports, exports, then qualities."""
    made: list[Wish] = []
    for statement in told:
        if statement.to_the_reader or statement.role in ("users", "title"):
            continue
        for clause in clauses(statement):
            made += [*_reports(clause), *_exports(clause)]
        made += _qualities(statement)
    made += _quality_words(told)
    order = {"report": 0, "export": 1, "quality": 2}
    return tuple(sorted(dict.fromkeys(made), key=lambda wish: order[wish.kind]))


def _reports(clause: Clause) -> Iterator[Wish]:
    cue = _REPORT.search(clause.folded)
    if (
        not cue
        or not _ASKING.search(clause.folded)
        or re.search(r"\b(?:at most|no more than|not more|cannot|must not|may not|only|remind)\b", clause.folded)
    ):
        return
    if cue.group() in ("monthly", "weekly", "yearly", "per month", "per week", "per year") and not _SUMS.search(clause.folded):
        return
    if re.fullmatch(r"reports?", cue.group()) and not _REPORTING.search(clause.folded):
        return  # people report damages, and a damage report is a thing
    by = tuple(
        part
        for match in _GROUPED.finditer(clause.folded)
        for part in re.split(r"\s+and\s+", match["what"])
        if part not in ("month", "week", "year", "day", "the")
    )
    measure = (
        "average"
        if "average" in clause.folded
        else "sum"
        if _SUMS.search(clause.folded) and "how many" not in clause.folded and "number of" not in clause.folded
        else "count"
    )
    things = tuple(
        entry.key
        for entry in clause.named
        if entry.sort == THING and entry.noun not in ("report", "statistic", "chart", "revenue", "total", "summary")
    )
    attribute = next((entry.key for entry in clause.named if entry.sort == ATTRIBUTE), "")
    period = next((name for name, pattern in _PERIODS if re.search(pattern, clause.folded)), "")
    if not things and not by and not period and measure == "count":
        return
    yield Wish(
        kind="report",
        text=clause.text,
        pointer=clause.pointer,
        things=things or clause.keys(PERSON)[:1],
        actors=clause.keys(PERSON)[:1],
        measure=measure,
        attribute=attribute,
        by=by,
        period=period,
    )


def _exports(clause: Clause) -> Iterator[Wish]:
    match = _EXPORT.search(clause.folded)
    if (
        match
        and not re.search(r"\b(?:no|not|without|never)\b[^.]{0,12}$", clause.folded[: match.start()])
        and "import" not in clause.folded[: match.start()]
    ):
        named = [
            entry for entry in clause.named if entry.sort in (THING, PERSON) and entry.noun not in ("file", "csv", "spreadsheet", "list", "export")
        ]
        after = [entry.key for entry in named if entry.start >= match.start()][:1]
        before = [entry.key for entry in named if entry.end <= match.start() and entry.sort == THING][-1:]
        things = tuple(after or before)
        yield Wish(kind="export", text=clause.text, pointer=clause.pointer, things=things)


def _qualities(statement: Statement) -> Iterator[Wish]:
    """Yield the qualities that a sentence asks for by its topic, one of a kind."""
    folded = statement.text.lower()
    for sort, pattern in _QUALITIES:
        match = re.search(pattern, folded)
        if (
            not match
            or (sort == "volume" and re.search(r"\b(?:may|can|must|cannot|should)\b(?! (?:handle|use|support|serve|cope))", folded))
            or (sort == "devices" and re.search(r"\bphone (?:number|call)", folded))
        ):
            continue
        value, unit = _figure(folded, sort, match)
        yield Wish(kind="quality", text=statement.text, pointer=statement.pointer, sort=sort, value=value, unit=unit)


def _figure(folded: str, sort: str, match: re.Match[str]) -> tuple[float | int | None, str]:
    """Return the number of a quality with its unit; None where the words give none that fits."""
    if sort not in ("cost", "volume", "speed", "availability"):
        return None, ""
    near = folded[match.start() :] if sort != "cost" else folded
    for figure in _FIGURE.finditer(near):
        unit = _SIGNS.get(figure["sign"] or figure["u"] or "", figure["u"] or "").removesuffix("s")
        if (
            (sort == "speed" and not unit.endswith("second"))
            or (sort == "availability" and unit != "percent")
            or (sort == "cost" and re.fullmatch(TIME, unit))
        ):
            continue
        return number(figure["n"]), {"euro": "EUR", "dollar": "USD", "pound": "GBP", "people": "person"}.get(unit, unit)
    return None, ""


def _quality_words(told: tuple[Statement, ...]) -> Iterator[Wish]:
    """Yield a quality for each word that names one (“fast”), once."""
    seen: set[str] = set()
    for statement in told:
        for token in tokens(statement.text) if not statement.to_the_reader else ():
            if token.lower in words("quality_words") and token.lower not in seen:
                seen.add(token.lower)
                text = f"The product is {token.text}."
                yield Wish(kind="quality", text=text, quote=token.text, pointer=statement.pointer, sort=_WORD_KINDS.get(token.lower, "other"))
