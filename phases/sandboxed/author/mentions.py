"""Who and what the idea mentions: actors, things, attributes, what is left out, and the verbs that join them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace

from phases.sandboxed.author.phrases import NounPhrase, Token, noun_phrases, tokens
from phases.sandboxed.author.statements import Statement
from phases.sandboxed.author.vocabulary import base_verb, is_participle, is_person, place_compounds, plural, words

_HAVING = ("has", "have", "with", "including", "contains", "contain", "includes", "having")
_OWNING = ("has", "have", "contains", "includes", "having")
_DENYING = ("no", "without")
_PROMISING = ("helps", "lets", "allows", "enables", "offers", "provides")


@dataclass(frozen=True, kw_only=True)
class Mention:
    """One thing or person as the idea names it; `key` is its id in the making, `noun` the head, `owner` the thing before the head."""

    key: str
    noun: str
    quote: str
    pointer: str
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A verb of the idea with its object and, where the statement names one, who does it."""

    actor: str
    verb: str
    thing: str
    quote: str
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A row of `owner` belongs to one row of `target` (keys), as the idea says; it must, where `required`."""

    owner: str
    target: str
    required: bool
    quote: str
    pointer: str


@dataclass(frozen=True, kw_only=True)
class Order:
    """The states that a thing goes through, as words of states; `steps` are the verbs that lead to all but the first."""

    thing: str
    states: tuple[str, ...]
    steps: tuple[str, ...]
    quote: str
    pointer: str


@dataclass(kw_only=True)
class Mentions:
    """All that was found, in the order of the idea.

    `times` counts how often a thing is named; `doing` are the actors of whom it is said that they do, may or must do something;
    `product` is the first phrase that names the product itself.
    """

    actors: dict[str, Mention] = field(default_factory=dict)
    things: dict[str, Mention] = field(default_factory=dict)
    attributes: list[tuple[str, Mention]] = field(default_factory=list)
    excluded: list[Mention] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    doing: set[str] = field(default_factory=set)
    product: str = ""


def find(statements: tuple[Statement, ...]) -> Mentions:
    """Return the mentions of all statements that speak of the product."""
    found = Mentions()
    named = _product_names(statements)
    for statement in statements:
        if statement.to_the_reader:
            continue
        if statement.role == "users":
            _read_users(statement, found)
        else:
            _read(statement, found, named)
    if not found.things:  # “families share their location”: the value is all there is to keep
        for _, mention in found.attributes[:1]:
            _add_thing(mention, found)
        found.attributes = []
    return found


def _product_names(statements: tuple[Statement, ...]) -> frozenset[str]:
    """Return the nouns that name the product: a lone singular noun of which a statement begins to say what it helps with."""
    names = set()
    for statement in statements:
        phrase = next(iter(noun_phrases(statement.text)), None)
        marked = tokens(statement.text)
        if not phrase or phrase.index > 0 or len(phrase.nouns) > 1 or phrase.plural or phrase.end_index == len(marked):
            continue
        if marked[phrase.end_index].lower in _PROMISING and not is_person(phrase.head):
            names.add(phrase.head)
    return frozenset(names)


def _read_users(statement: Statement, found: Mentions) -> None:
    for phrase in noun_phrases(statement.text)[:1]:
        found.times[phrase.head] += 2  # who is listed as a user is not named in passing
        found.actors.setdefault(phrase.head, Mention(key=phrase.head, noun=phrase.head, quote=phrase.quote, pointer=statement.pointer))


def _read(statement: Statement, found: Mentions, named: frozenset[str]) -> None:
    """Walk the noun phrases from left to right, keeping who acts, what was named last, and whose attributes are being listed."""
    marked = tokens(statement.text)
    actor, first, last, head, listing, owning = "", "", "", "", False, False
    verbs: list[str] = []
    end = 0
    for phrase in noun_phrases(statement.text):
        between = marked[end : phrase.index]
        end = phrase.end_index
        goes_on = all(token.tag in ("CONJ", "PUNCT", "DET", "NUM") and token.lower not in (":", ";") for token in between)
        verbs = _verbs(between) or (verbs if goes_on else [])
        owning = any(token.lower in _OWNING for token in between) or (owning and not _verbs(between))
        listing = any(token.lower in _HAVING for token in between) or (
            listing and not _verbs(between) and all(token.tag in ("CONJ", "PUNCT", "DET") or token.lower == "of" for token in between)
        )
        before_last, head = head, phrase.head
        mention = _mention(phrase, statement)
        if listing and any(token.lower == "it" for token in between):
            last = first  # “A lease belongs to a flat, and it has a start date”
        if phrase.head in named:
            found.product = found.product or phrase.quote
            continue
        if _is_product(phrase, verbs):
            found.product = found.product or phrase.quote
            mention = _topic(phrase, statement)
        if _is_place(phrase, mention) or (phrase.before == "per" and listing):
            continue
        ruled = end < len(marked) and marked[end].tag in ("MODAL", "AUX")  # “no member may …” rules, and leaves nobody out
        if between and not ruled and any(token.lower in _DENYING for token in between[-2:]):
            found.excluded.append(_built(phrase.nouns, phrase, statement))
        elif mention is None or not mention.key:
            continue  # what has no Latin letter gives no id
        elif listing and owning and last and is_person(mention.noun) and not phrase.plural:
            found.attributes.append((last, mention))  # the author of a book uses no product
        elif _is_actor(phrase, mention, verbs, between):
            if _is_counted(between):
                continue  # “at most 6 visitors” counts people; it does not say that they use the product
            actor = next((key for key, known in found.actors.items() if not mention.owner and known.noun == mention.noun), mention.key)
            found.actors.setdefault(actor, mention)
            found.times[actor] += 1
            if mention.noun != "user" and _does(marked, phrase):
                found.doing.add(actor)
        elif listing and last and phrase.before == "of" and before_last == "number":
            found.attributes = [(owner, known) for owner, known in found.attributes if (owner, known.key) != (last, "number")]
            found.attributes.append((last, replace(mention, key=f"number_of_{plural(mention.key)}")))
        elif not _has_values(marked, end) and _is_attribute(mention, found, listing=listing and not phrase.plural, owner=last):
            if listing or not (_is_moment(phrase) or any(known.key == mention.key for _, known in found.attributes)):
                found.attributes.append((last, mention))
        else:
            last = _add_thing(mention, found)
            first = first or last
            found.deeds += [
                Deed(actor=actor, verb=verb, thing=last, quote=_slice(statement, marked, verb, phrase), pointer=statement.pointer)
                for verb in verbs
                if verb not in words("making_verbs") and verb not in words("stative_verbs")
            ]


def _verbs(between: tuple[Token, ...]) -> list[str]:
    return [verb for token in between if token.tag == "VERB" and (verb := base_verb(token.lower))]


def _slice(statement: Statement, marked: tuple[Token, ...], verb: str, phrase: NounPhrase) -> str:
    """Return the words from the verb to the end of its object, as written."""
    starts = [token.start for token in marked[: phrase.index] if token.tag == "VERB" and base_verb(token.lower) == verb]
    return statement.text[starts[-1] : marked[phrase.end_index - 1].end]


def _is_product(phrase: NounPhrase, verbs: list[str]) -> bool:
    named = phrase.head in words("product_words") and not (is_person(phrase.head) and len(phrase.nouns) == 1)
    if phrase.before in ("each", "every", "per") or any(is_participle(adjective) for adjective in phrase.adjectives):
        return False  # “each application is reviewed”, “an accepted application”
    return named and not phrase.plural and all(verb in words("making_verbs") | {"use"} for verb in verbs)


def key_of(nouns: tuple[str, ...]) -> str:
    """Return the id that nouns give."""
    plain = unicodedata.normalize("NFKD", "_".join(nouns)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.replace("'", "").lower()).strip("_0123456789")


def _topic(phrase: NounPhrase, statement: Statement) -> Mention | None:
    """Return the thing that a product phrase is about: the todo of a todo app; None for a mere app."""
    plain = words("org_words") | words("product_words") | words("process_words") | words("sector_words") | words("mass_nouns")
    nouns = tuple(noun for noun in phrase.nouns[:-1] if noun not in plain)
    return _built(nouns, phrase, statement) if nouns else None


def _mention(phrase: NounPhrase, statement: Statement) -> Mention | None:
    nouns = tuple(noun for noun in phrase.nouns if noun not in words("process_words") | words("sector_words"))
    if not nouns or (nouns[-1] in words("mass_nouns") and nouns[-1] not in words("attribute_nouns")):
        return None
    begins = phrase.index == 0 and phrase.quote != statement.text.rstrip(".!?;")
    if len(phrase.nouns) == 1 and not phrase.plural and phrase.before == "as" and not is_person(nouns[0]):
        return None  # “marked as promising”: what becomes of a thing
    if len(nouns) == 1 and not phrase.plural and (begins or phrase.before in words("prepositions")) and nouns[0] in words("verb_or_noun"):
        return None  # "on return", "for rent", "Export as CSV": a deed, not a thing
    return _built(nouns, phrase, statement)


def _built(nouns: tuple[str, ...], phrase: NounPhrase, statement: Statement) -> Mention:
    nouns = nouns[-2:]
    return Mention(
        key=key_of(nouns), noun=nouns[-1], quote=phrase.quote, pointer=statement.pointer, owner=key_of(nouns[:1]) if len(nouns) == 2 else ""
    )


def _is_actor(phrase: NounPhrase, mention: Mention, verbs: list[str], between: tuple[Token, ...]) -> bool:
    somebody = is_person(mention.noun) or (mention.noun in words("org_words") and phrase.plural)
    if not somebody or phrase.head != mention.noun:
        return False
    before = next((token.lower for token in reversed(between) if token.tag not in ("DET", "ADJ")), phrase.before)
    return not (verbs and any(verb in words("record_verbs") for verb in verbs) and before not in ("for", "by", "with", "to"))


def _does(marked: tuple[Token, ...], phrase: NounPhrase) -> bool:
    """Tell whether somebody is said to do something, whatever it is.

    “the moderator can”, “Trainers see”, “reserved by the receptionist”, “to the host only”
    """
    following = marked[phrase.end_index] if phrase.end_index < len(marked) else None
    if following and (following.tag == "MODAL" or (following.tag == "VERB" and phrase.index == 0) or following.lower == "only"):
        return True
    before = [token for token in marked[: phrase.index] if token.tag not in ("DET", "ADV")]
    return len(before) > 1 and before[-1].lower == "by" and is_participle(before[-2].lower)


def _is_place(phrase: NounPhrase, mention: Mention | None) -> bool:
    """Tell whether a phrase names where the product is used, not what it keeps: our tennis club, a food bank."""
    place = phrase.head in words("org_words") or " ".join(phrase.nouns[-2:]) in place_compounds()
    return mention is not None and place and not phrase.plural and phrase.before not in ("each", "every")


def _has_values(marked: tuple[Token, ...], end: int) -> bool:
    """Tell whether what stands before a word has values of its own (“a fee has an amount”): it is a thing then."""
    return end < len(marked) and marked[end].lower in ("has", "have")


def _is_counted(between: tuple[Token, ...]) -> bool:
    return bool(between) and between[-1].tag == "NUM"


def _is_moment(phrase: NounPhrase) -> bool:
    """Tell whether an attribute is only spoken of (“before the start”, “at the same time”, “a number of rooms”) and not listed."""
    return (
        phrase.before in ("before", "after", "until", "at", "same")
        or phrase.adjectives[:1] == ("same",)
        or phrase.nouns[-1] == "number"
        or phrase.nouns in (("time",), ("end",), ("start",))
    )


def _is_attribute(mention: Mention, found: Mentions, *, listing: bool, owner: str) -> bool:
    if any(known.key == mention.key for _, known in found.attributes):
        return True  # once listed as a value, always a value
    return mention.noun in words("attribute_nouns") or (
        listing and bool(owner) and not mention.owner and mention.noun not in words("event_nouns") and mention.key not in found.things
    )


def _add_thing(mention: Mention, found: Mentions) -> str:
    """Add a thing, and the thing before its head where that is one of its own; return the key under which it is kept."""
    for key, known in found.things.items():
        if mention.key == key or (not mention.owner and mention.noun == known.noun):
            found.times[key] += 1
            return key
    found.things[mention.key] = mention
    found.times[mention.key] += 1
    own = mention.owner
    if is_person(own):
        found.actors.setdefault(own, Mention(key=own, noun=own, quote=mention.quote, pointer=mention.pointer))
    kinds = words("event_nouns") | words("measure_nouns")
    if own and mention.noun in kinds and own not in words("mass_nouns") | words("attribute_nouns") | kinds and not is_person(own):
        found.things.setdefault(own, Mention(key=own, noun=own, quote=mention.quote, pointer=mention.pointer))
    return mention.key
