"""Demands about time: no overlap, notice before a moment, how long something lasts, what expires, what is remembered, first come first served."""

from __future__ import annotations

import re
from collections.abc import Iterator

from phases.sandboxed.author.demands import END, START, Demand
from phases.sandboxed.author.english.clauses import ATTRIBUTE, PERSON, THING, Clause, Named
from phases.sandboxed.author.english.measures import AT_LEAST, AT_MOST, NOT_MORE, PERIOD, minutes, span
from phases.sandboxed.author.vocabulary import base_verb, singular

_OVERLAP = re.compile(
    r"\bdouble[- ]?book\w*|\b(?:booked|reserved|used|rented|lent|assigned|scheduled|taken|given)\b[^.]{0,30}?\b(?:twice|"
    r"two (?:people|members|customers|times)|more than once)\b|"
    r"\b(?:twice|two \w+|several \w+|more than one \w+)\b[^.]{0,40}\b(?:at (?:the same time|once)|for the same (?:time|slot|hour|"
    r"period))|\boverlap\w*|\bclash\w*|"
    r"\bat the same time\b|\bsame time ?slot\b|"
    r"\b(?:booked|reserved|used|rented|lent|borrowed|assigned|taken|given)\b[^.]{0,20}\bone \w+ at a time\b"
)
_DENIAL = re.compile(r"\b(?:not|never|no|cannot|can't|mustn't|without|avoid\w*|prevent\w*|forbid\w*|nobody|only one|only once|one)\b|n't\b")
_FALSE_OVERLAP = re.compile(r"(?<!two )(?<!several )\b(?:users?|people)\b[^.]{0,30}\bat (?:the same time|once)\b")
# who is late pays, and may
_CHARGED = re.compile(r"\b(?:is|are|gets?) (?:charged|fined)\b|\bpenalt")
_PAUSE = re.compile(rf"{span()}\s+(?:of \w+ )?between (?:two|any two|each|the|consecutive) \w+")
_AHEAD = r"(?P<way>before|in advance|ahead|prior to|in the future|beforehand|earlier)"
_LEAD = re.compile(rf"{span()}\s+(?:or less |or more )?{_AHEAD}(?: of)?\b")
_REMIND = re.compile(r"\b(?:remind\w*|notif\w+|alert\w*|warn(?:ed|s|ing)?|nudge\w*)\b")
_EVE = re.compile(r"\b(?:on )?the (?P<u>day|evening|week) before\b")
_LASTS = re.compile(r"\b(?:lasts?|takes?|for|of|long|longer|shorter|duration|limited|between|kept|runs?|returned|back|stays?|borrowed?|rented)\b")
_COMPARED_SPAN = re.compile(
    rf"(?P<most>{AT_MOST}|{NOT_MORE}\s+(?:[\w-]+\s+){{0,5}}?(?:more|longer) than|within|under|shorter than)?(?P<least>{AT_LEAST}|"
    rf"longer than)?\s*{span()}"
)
_EXPIRY = re.compile(r"\b(?:expires?d?|lapses?d?|automatically|auto-?\w+|becomes? overdue|(?:is|are|counts? as|marked(?: as)?) overdue)\b")
_ENDING = re.compile(r"\b(?:closes?|ends?|(?:is|are) (?:closed|archived|cancelled|released)) after\b")
_AFTER = re.compile(rf"(?:after|within|for|in|older than|more than|by)\s+(?:more than\s+)?{span()}")
_TARGETS = (
    ("cancel", "cancelled"),
    ("reject", "rejected"),
    ("declin", "declined"),
    ("clos", "closed"),
    ("archiv", "archived"),
    ("complet", "completed"),
    ("overdue", "overdue"),
    ("returned", "returned"),
    ("expir", "expired"),
    ("laps", "expired"),
    ("releas", "expired"),
)
_UNDONE = re.compile(
    r"\b(?:un|not[- ])(?P<verb>(?:yet |been |being )*[a-z]+(?:ed|id|nt|ked|wered))\b|\b(?:isn't|aren't|not|nobody|"
    r"no one)\s+(?:yet |been |being )*(?P<late>[a-z]+)"
)
_FIRST_COME = re.compile(
    r"\bfirst[- ]come\b|\bwaiting[- ]?lists?\b|\bwait[- ]?lists?\b|\boldest (?:\w+ )?first\b|\bin (?:the )?order (?:of|in which)\b|"
    r"\bqueue\w*\b|\blongest waiting\b"
)
_DATED = re.compile(r"date|day|deadline|time|due|expiry|^start$|^end$")
_TO_CREATE = frozenset(
    ["book", "reserve", "make", "register", "order", "request", "schedule", "create", "submit", "enrol", "enroll", "place", "plan", "rent"]
)
_TO_UPDATE = frozenset(["change", "edit", "reschedule", "move", "modify", "update"])
_START_WORDS = re.compile(r"\b(?:starts?|begins?|beginning|starting|departure|takes? place|commences?)\b")
_END_WORDS = re.compile(r"\b(?:ends?|due|return date|expir\w+|deadline)\b")


def no_overlap(clause: Clause) -> Iterator[Demand]:
    """Yield “a court cannot be booked twice at the same time”: what is booked, by what it is booked."""
    match = _OVERLAP.search(clause.folded)
    if not match or _FALSE_OVERLAP.search(clause.folded) or re.search(r"how many|number of", clause.folded):
        return
    if "double" in match.group() or _DENIAL.search(clause.folded):
        things = tuple(entry.key for entry in clause.named if entry.sort in (THING, PERSON) and entry.noun not in ("time", "slot", "double"))
        yield Demand(kind="no_overlap", text=clause.text, pointer=clause.pointer, things=things, verbs=clause.verbs())


def lead(clause: Clause) -> Iterator[Demand]:
    """Yield how long before a moment something is done at the latest (minimum) or at the earliest (maximum)."""
    if _REMIND.search(clause.folded) or _CHARGED.search(clause.folded):
        return
    for match in _LEAD.finditer(clause.folded):
        head = clause.folded[: match.start()]
        verb = _lead_verb(clause, match.start())
        if not verb:
            continue
        earliest = _is_earliest(head, match["way"], verb)
        yield Demand(
            kind="lead",
            text=clause.text,
            pointer=clause.pointer,
            things=tuple(entry.key for entry in clause.named if entry.sort == THING and entry.end <= match.start()),
            per=tuple(_beginning(entry) for entry in clause.named if _begins(entry) and entry.start >= match.end()),
            verbs=(verb,),
            attribute=_moment(clause, match.end()),
            **{"maximum" if earliest else "minimum": minutes(match)},
        )


def _begins(entry: Named) -> bool:
    """Tell whether words name what begins: a thing, or the start of one (“the class start”, “the deadline of the proposal”)."""
    return entry.sort == THING or (entry.sort == ATTRIBUTE and entry.key != entry.noun and bool(_DATED.search(entry.noun)))


def _beginning(entry: Named) -> str:
    return entry.key if entry.sort == THING else entry.key.removesuffix(f"_{entry.noun}")


def _is_earliest(head: str, way: str, verb: str) -> bool:
    """Tell whether a notice says how early something may be done at most, and not how late."""
    if re.search(r"\b(?:at least|no later than|not later than|until|latest|minimum)\W*(?:of )?$", head):
        return False
    if re.search(r"\bless than$", head.rstrip()):
        return False  # “not less than 2 hours before”, “cannot be cancelled less than a day before”
    if re.search(r"\b(?:more than|at most|no earlier than|not earlier than|earliest|maximum(?: of)?|only)\W*$", head):
        return True
    return way not in ("before", "prior to") and verb == "create" if re.search(r"\bup to\W*$", head) else False


def _lead_verb(clause: Clause, at: int) -> str:
    for verb in reversed(clause.verbs(0, at)):
        if verb in _TO_CREATE:
            return "create"
        if verb in _TO_UPDATE:
            return "update"
        if verb in ("delete", "remove"):
            return "delete"
        if verb not in ("be", "allow", "need", "want", "start", "open", "close"):
            return verb
    nouns = [entry.noun for entry in clause.named if entry.end <= at]
    if "cancellation" in nouns:
        return "cancel"
    return "create" if any(noun in ("booking", "reservation", "registration", "order", "appointment") for noun in nouns) else ""


def _moment(clause: Clause, at: int) -> str:
    rest = clause.folded[at:]
    if _START_WORDS.search(rest):
        return START
    named = clause.after(at)
    if named is not None and named.sort == ATTRIBUTE and _DATED.search(named.key):
        return named.key
    return END if _END_WORDS.search(rest) else START


def duration(clause: Clause) -> Iterator[Demand]:
    """Yield how long something lasts: at most, at least, or, for hours and minutes, exactly."""
    if _LEAD.search(clause.folded) or _EXPIRY.search(clause.folded) or _REMIND.search(clause.folded) or re.search(r"\bafter\b", clause.folded):
        return
    if _PAUSE.search(clause.folded):
        return  # “10 minutes between two sessions” is how long nothing lasts
    both = re.search(rf"(?:between|from)\s+(?P<low>[\w.]+)(?:\s+(?P<lowu>[a-z]+))?\s+(?:and|to)\s+{span()}", clause.folded)
    if both:
        yield from _between(clause, both)
        return
    for match in _COMPARED_SPAN.finditer(clause.folded):
        head, tail = clause.folded[: match.start()], clause.folded[match.end() :]
        compared = match["most"] or match["least"]
        if (
            not _LASTS.search(f"{head} {match['most'] or ''} {tail[:12]}")
            or re.match(r"\s+(?:old|of age)", tail)
            or re.search(r"\b(?:per|every|each)\s*$", head)
        ):
            continue
        things = clause.keys(THING)
        verbs = clause.verbs()
        if re.search(r"\d\s*(?:,|or|and)\s*$", head):
            # “15, 30 or 60 minutes” are the lengths to choose from
            yield Demand(kind="statement", text=clause.text, pointer=clause.pointer)
            return
        if re.match(rf"\s+(?:of \w+\s+)?{PERIOD}", tail):
            continue  # “at most 30 days of leave per year” adds up over rows
        if not things or (match["n"] in ("a", "an") and not compared) or re.search(r"\b(?:show|response|load|answer)", clause.folded):
            continue
        least = (bool(match["least"]) and "longer than" not in (match["least"] or "")) or (bool(match["least"]) and not re.search(NOT_MORE, head))
        exact = not compared and match["u"].startswith(("minute", "min", "hour")) and re.search(r"\b(?:lasts?|takes?|long)\b", clause.folded)
        length = minutes(match)
        bounds = {"minimum": length, "maximum": length} if exact else {"minimum" if least else "maximum": length}
        yield Demand(kind="duration", text=clause.text, pointer=clause.pointer, things=things, verbs=verbs, **bounds)


def _between(clause: Clause, both: re.Match[str]) -> Iterator[Demand]:
    unit = both["lowu"] or both["u"]
    low = re.fullmatch(span(), f"{both['low']} {unit}")
    if low and clause.keys(THING):
        yield Demand(
            kind="duration",
            text=clause.text,
            pointer=clause.pointer,
            things=clause.keys(THING),
            verbs=clause.verbs(),
            minimum=minutes(low),
            maximum=minutes(both),
        )


def expiry(clause: Clause) -> Iterator[Demand]:
    """Yield what ends by itself after a time: “unconfirmed bookings expire after 24 hours”."""
    ends = _EXPIRY.search(clause.folded) or _ENDING.search(clause.folded)
    after = _AFTER.search(clause.folded)
    if not ends or not after or _LEAD.search(clause.folded) or re.search(r"\bdelet|\bpurg|\bremov|\beras", clause.folded):
        return
    target = next((state for stem, state in _TARGETS if stem in clause.folded), "expired")
    yield Demand(
        kind="expiry",
        text=clause.text,
        pointer=clause.pointer,
        things=tuple(key for key in clause.keys(THING)),
        minutes=minutes(after),
        states=_undone(clause.folded),
        target=target,
        attribute=_since(clause, after.end()),
    )


def _since(clause: Clause, at: int) -> str:
    """Return what the time counts from where the words say so; empty for the making of the row."""
    rest = clause.folded[at:]
    if re.match(r"\s+(?:after|from|past|of)\s+(?:the |its |their )?(?:due|end|return)", rest):
        return END
    return START if re.match(r"\s+(?:after|from)\s+(?:the |its |their )?start", rest) else ""


def _undone(text: str) -> tuple[str, ...]:
    found = [base_verb(word.split()[-1]) for match in _UNDONE.finditer(text) for word in (match["verb"] or match["late"],) if word]
    return tuple(dict.fromkeys(verb for verb in found if verb))


def reminder(clause: Clause) -> Iterator[Demand]:
    """Yield from when on something stands in the due list: “remind the member 3 days before the due date”."""
    cue = _REMIND.search(clause.folded)
    if not cue:
        return
    match = _LEAD.search(clause.folded) or _EVE.search(clause.folded)
    late = re.search(r"\b(?:overdue|is due|are due|due today)\b", clause.folded)
    if match is None and late is None:
        return
    length = 0 if match is None else 1440 if match["u"] in ("evening",) else _eve(match)
    person = _reminded(clause, cue.end())
    yield Demand(
        kind="reminder",
        text=clause.text,
        pointer=clause.pointer,
        things=tuple(re.sub(r"_(?:start|end)$", "", key) for key in clause.keys(THING, ATTRIBUTE) if not _DATED.search(key)),
        actors=(person.key,) if person else (),
        minutes=length,
        attribute=_moment(clause, match.end()) if match else END,
    )


def _eve(match: re.Match[str]) -> int:
    return minutes(match) if "n" in match.re.groupindex else {"day": 1440, "week": 10080}[match["u"]]


def _reminded(clause: Clause, at: int) -> Named | None:
    after = clause.after(at, PERSON)
    return after or clause.before(at, PERSON)


def queue(clause: Clause) -> Iterator[Demand]:
    """Yield first come, first served; a waiting list is one too."""
    match = _FIRST_COME.search(clause.folded)
    if match:
        waits = "wait" in match.group() or "queue" in match.group()
        verbs = tuple(verb for verb in clause.verbs() if verb not in ("come", "serve", "queue", "order"))
        things = tuple(key for key in clause.keys(THING) if singular(key.split("_")[-1]) not in ("list", "waitlist", "order", "place", "queue"))
        yield Demand(kind="queue", text=clause.text, pointer=clause.pointer, things=things, verbs=verbs, target="waiting" if waits else "")
