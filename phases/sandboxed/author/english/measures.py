"""Numbers, spans of time, amounts of money and comparisons, as English says them: the building stones of the patterns."""

from __future__ import annotations

import re

from phases.sandboxed.author.demands import MINUTES
from phases.sandboxed.author.numbers import WORDS

_WORDS = {"a": 1, "an": 1, **WORDS, "eleven": 11, "fifteen": 15, "forty": 40, "sixty": 60}
_CURRENCIES = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "dollar": "USD",
    "euro": "EUR",
    "pound": "GBP",
    "eur": "EUR",
    "usd": "USD",
    "gbp": "GBP",
    "chf": "CHF",
}
NUMBER = (
    r"(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|hundred)"
)
TIME = r"(?:minute|min|hour|day|night|week|month|year)s?"
MONEY = rf"(?:(?P<sign>[$€£])\s?(?P<m1>{NUMBER})|(?P<m2>{NUMBER})\s*(?P<coin>[$€£]|(?:dollar|euro|pound)s?\b|eur\b|usd\b|gbp\b|chf\b))"
AT_MOST = (
    r"(?:at most|at maximum|at the most|no more than|not more than|never more than|up to|a maximum of|maximum of|maximum|max\.?|limited to|"
    r"less than or equal to|not exceed|not exceeding|no longer than|not longer than|no later than)"
)
AT_LEAST = r"(?:at least|no fewer than|not fewer than|no less than|not less than|a minimum of|minimum of|minimum|min\.)"
NOT_MORE = (
    r"(?:(?:may|can|must|should|shall)\s?(?:not|never)|cannot|can't|mustn't|shouldn't|never|nobody (?:may|can)|no one (?:may|can)|"
    r"do(?:es)? not|is not|are not)"
)
PERIOD = (
    r"(?:(?:per|each|every|an?|in an?|in one|(?:in|on|within|during) the same|"
    r"within an?|during an?)\s+(?:[a-z]+ and )?(?:calendar )?(?P<period>day|week|month|year)\b|"
    r"(?P<adverb>daily|weekly|monthly|yearly)\b)"
)
_ADVERBS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}


def span(prefix: str = "") -> str:
    """Return the pattern of a span of time; its groups are `<prefix>n` and `<prefix>u`."""
    return rf"(?:(?P<{prefix}n>{NUMBER}|an?)[\s-]*(?:working |business |calendar )?(?P<{prefix}u>{TIME})\b)"


def number(text: str) -> float | int:
    """Return the number that a match of NUMBER writes."""
    folded = text.lower()
    if folded in _WORDS:
        return _WORDS[folded]
    plain = folded.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def minutes(match: re.Match[str], prefix: str = "") -> int:
    """Return the minutes of a matched span."""
    unit = match[f"{prefix}u"].lower().rstrip("s")
    return round(number(match[f"{prefix}n"]) * MINUTES["minute" if unit == "min" else unit])


def money(match: re.Match[str]) -> tuple[float | int, str]:
    """Return value and currency of a match of MONEY."""
    unit = (match["sign"] or match["coin"]).lower()
    return number(match["m1"] or match["m2"]), _CURRENCIES[unit.rstrip("s")]


def period(match: re.Match[str]) -> str:
    """Return day, week, month or year of a match of PERIOD."""
    return (match["period"] or _ADVERBS[match["adverb"].lower()]).lower()
