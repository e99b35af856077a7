"""Words of a statement, each with a part of speech guessed by rule, and the noun phrases that they form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from phases.sandboxed.author.vocabulary import base_verb, is_participle, is_person, is_plural, singular, words

_TOKEN = re.compile(r"\d[\d.,]*\d|\d|[^\W\d_](?:[^\W_])*(?:[-'’][^\W_]+)*|[^\s\w]|_")
_CLOSED = (
    ("DET", "determiners"),
    ("PREP", "prepositions"),
    ("CONJ", "conjunctions"),
    ("PRON", "pronouns"),
    ("AUX", "auxiliaries"),
    ("MODAL", "modals"),
    ("ADV", "adverbs"),
)
# what a thing or a person does by itself: these verbs need no object
_INTRANSITIVE = frozenset(["begin", "start", "end", "last", "expire", "open", "close", "finish", "run"])
# many people in one word
_MANY = frozenset(["staff", "people", "police", "crew"])
_RELATIVE = ("that", "which", "who")
_ADJECTIVE_ENDINGS = ("-powered", "-based", "-driven", "-friendly", "ous", "ful", "able", "ible", "less")


@dataclass(frozen=True, kw_only=True)
class Token:
    """A word: as written, in lower case, its tag, and where it stands in the statement."""

    text: str
    lower: str
    tag: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class NounPhrase:
    """Neighbouring nouns: `nouns` singular and lower-case, the head last; `quote` as written, `index` of the first token.

    `before` is the word in front of the phrase (lower case), `verb` the nearest verb before it in base form, both maybe empty.
    """

    nouns: tuple[str, ...]
    adjectives: tuple[str, ...]
    quote: str
    index: int
    end_index: int
    plural: bool
    before: str
    verb: str

    @property
    def head(self) -> str:
        return self.nouns[-1]


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tagged words of a statement."""
    raw = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]
    tagged: list[Token] = []
    for position, (word, start, end) in enumerate(raw):
        following, after = (raw[position + ahead][0].lower() if position + ahead < len(raw) else "" for ahead in (1, 2))
        lower = word.lower().replace("’", "'")
        tagged.append(Token(text=word, lower=lower, tag=_tag(lower, tagged, following, after), start=start, end=end))
    return tuple(tagged)


def _tag(word: str, before: list[Token], following: str, after: str) -> str:
    if not word[0].isalpha():
        return "NUM" if word[0].isdigit() else "PUNCT"
    if word in words("number_words"):
        return "NUM"
    if word == "due" and following in ("date", "day", "dates"):
        return "NOUN"
    for tag, kind in _CLOSED:
        if word in words(kind):
            return tag
    verb = base_verb(word)
    if verb and ((verb in words("never_nouns") and word in (verb, f"{verb}s", f"{verb}es")) or _stands_as_verb(word, verb, before, following, after)):
        return "VERB"
    if word in words("adjectives") or (word.endswith(_ADJECTIVE_ENDINGS) and word not in words("product_words") and len(word) > 6):
        return "ADJ"
    if word.endswith("ly") and len(word) > 5 and singular(word) not in words("people_words"):
        return "ADV"
    if is_participle(word) or (word.endswith("ed") and before and before[-1].tag == "AUX"):
        return "ADJ"
    return "NOUN"


def _is_nominal(word: str) -> bool:
    return bool(word) and word[0].isalnum() and not any(word in words(kind) for kind in ("prepositions", "conjunctions", "auxiliaries", "modals"))


def _stands_as_verb(word: str, verb: str, before: list[Token], following: str, after: str) -> bool:
    previous = before[-1] if before else None
    if word == "track" and previous is not None and base_verb(previous.lower) == "keep":
        return True
    if previous is None or previous.lower == ":":
        if _starts_compound(word, following) and verb not in words("making_verbs"):
            return False  # "Booking app", "Order tracking": a name, not a request
        if after in words("auxiliaries") | words("modals") or (word.endswith("ed") and _is_nominal(following)):
            return False  # "Rent payments are recorded", "Confirmed bookings": what the sentence is about
        if word != verb and word.endswith("s"):
            return verb not in words("verb_or_noun") and _is_nominal(following)  # “Warns staff”, but “Orders from shops”
        return _is_nominal(following)
    if previous.lower.endswith(("'s", "s'")):
        return False  # “a therapist's practice plans sessions”
    if previous.lower in _RELATIVE and len(before) > 1 and before[-2].tag == "NOUN":
        return is_plural(before[-2].lower) == (word == verb)  # “two requests that overlap”
    if previous.tag in ("MODAL", "PRON") or previous.lower in ("to", "not", "never", "please", "only"):
        return True
    if previous.tag in ("DET", "ADJ", "NUM"):
        return False
    if word.endswith("ing") and verb != word:
        if previous.tag == "NOUN" and is_plural(previous.lower) and verb in words("stative_verbs") and _ends_clause(following):
            return True  # “five parcels waiting at once”
        return previous.tag in ("PREP", "CONJ", "AUX", "VERB") or (previous.tag == "NOUN" and following in words("determiners"))
    if is_participle(word) and verb != word:
        return previous.tag in ("AUX", "ADV") or following in ("by", "in", "on", "at", "with")
    listed = previous.tag in ("CONJ", "PUNCT") and any(token.tag == "VERB" for token in before)
    if verb not in words("verb_or_noun"):
        return previous.tag in ("NOUN", "PUNCT", "CONJ", "ADV", "VERB") and (listed or previous.tag != "VERB")
    if verb in _INTRANSITIVE and previous.tag == "NOUN" and _ends_clause(following):
        return is_plural(previous.lower) if word == verb else word.endswith("s") and not is_plural(previous.lower) and _has_determiner(before)
    if word != verb:
        subject = previous.tag == "NOUN" and not is_plural(previous.lower) and _has_determiner(before)
        return word.endswith("s") and (
            (previous.tag in ("NOUN", "CONJ") and following in words("determiners"))
            or (subject and (_is_nominal(following) or _is_object(following)))
        )
    if listed and previous.lower in ("and", "or", ",", "then"):
        return _is_nominal(following) and following != "" and not _starts_compound(word, following)
    if previous.tag != "NOUN" or not (is_plural(previous.lower) or previous.lower in _MANY):
        return False
    return (
        _is_nominal(following)
        or following in ("after", "within", "when", "until")
        or (is_person(singular(previous.lower)) and following in words("prepositions"))
    )


def _ends_clause(following: str) -> bool:
    """Tell whether what follows a word is no noun and no verb of its own, so that the word itself may be the verb (“before the walk starts”)."""
    return not following or not following[0].isalpha() or (following in words("prepositions") and following != "of") or following in words("adverbs")


def _has_determiner(before: list[Token]) -> bool:
    """Tell whether the noun phrase that ends here begins with an article or the like, so that what follows may be its verb."""
    for token in reversed(before):
        if token.tag not in ("NOUN", "ADJ"):
            return token.tag in ("DET", "NUM") and token.lower not in ("all", "other")
    return False


def _is_object(following: str) -> bool:
    return following in ("at", "up", "from", "for", "once", "twice") or following.isdigit()


def _starts_compound(word: str, following: str) -> bool:
    """Tell whether a word names what the next one is about: the order of “order tracking”, the leave of “leave requests”."""
    return singular(following) in words("product_words") | words("process_words") | {"request", "payment", "result", "form"}


def noun_phrases(text: str) -> tuple[NounPhrase, ...]:
    """Return the noun phrases of a statement, in order."""
    return tuple(_phrases(text, tokens(text)))


def _phrases(text: str, found: tuple[Token, ...]) -> Iterator[NounPhrase]:
    position = 0
    while position < len(found):
        stop = position
        while stop < len(found) and found[stop].tag in ("NOUN", "ADJ"):
            stop += 1
        while stop > position and found[stop - 1].tag == "ADJ":
            stop -= 1
        if stop == position:
            position += 1
            continue
        run = found[position:stop]
        nouns = tuple(singular(token.lower) for token in run if token.tag == "NOUN")
        earlier = [token for token in found[:position] if token.tag == "VERB"]
        yield NounPhrase(
            nouns=nouns,
            adjectives=tuple(token.lower for token in run if token.tag == "ADJ"),
            quote=text[run[0].start : run[-1].end],
            index=position,
            end_index=stop,
            plural=is_plural(run[-1].lower),
            before=found[position - 1].lower if position else "",
            verb=(base_verb(earlier[-1].lower) or "") if earlier else "",
        )
        position = stop
