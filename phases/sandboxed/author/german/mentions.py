"""Who and what a German idea mentions: actors, things, attributes, what is left out, and the verbs that join them."""

from __future__ import annotations

from phases.sandboxed.author.german.attributes import is_attribute
from phases.sandboxed.author.german.clauses import Clause, clauses
from phases.sandboxed.author.german.phrases import NounPhrase, noun_phrases, tokens
from phases.sandboxed.author.german.verbs import meaning, own_noun
from phases.sandboxed.author.german.vocabulary import id_of, is_person, is_product, topic_of, words
from phases.sandboxed.author.mentions import Deed, Mention, Mentions
from phases.sandboxed.author.statements import Statement

# prepositions under which a noun is what the product keeps, and not where, when or with what something is done
_ABOUT = frozenset(["", "für", "von", "vom", "zu", "zum", "zur", "pro", "je", "über", "an"])
_LISTING = ("mit", "samt", "inklusive")
_HAVING = ("hat", "haben", "enthält", "enthalten", "besitzt", "umfasst", "besteht", "bekommt", "erhält")
_RECORDING = frozenset(["erfassen", "speichern", "eintragen", "dokumentieren", "hinterlegen", "anlegen", "notieren"])
_OUTSIDE = frozenset(["csv", "pdf", "excel", "csv-datei", "csv-export", "datei", "e-mail", "sms", "pin", "qr-code"])
_BOOKABLE_ITSELF = ("termin", "buchung", "reservierung", "anmeldung", "ausleihe", "bestellung", "stunde")
_OF_OTHERS = ("ihrer", "ihres", "seiner", "seines", "deren", "dessen")
# what a rule or a wish speaks of, and no product keeps
_NO_THINGS = ("frist", "auswertung", "statistik", "erinnerung", "export", "öffnungszeit", "reihenfolge", "genehmigung", "warteliste")
_TRADES = ("verkaufen", "herstellen", "backen", "züchten", "anbauen")
# said of oneself, with what one signs up for behind a preposition: `sich zu Kursen anmelden`, `sich in Schichten eintragen`
_SIGNING_UP = ("anmelden", "eintragen", "einschreiben", "bewerben")


def find(statements: tuple[Statement, ...]) -> Mentions:
    """Return the mentions of all statements that speak of the product. A deed's `verb` is the infinitive."""
    found = Mentions()
    for statement in statements:
        if statement.to_the_reader:
            continue
        if statement.role == "users":
            _read_users(statement, found)
            continue
        for clause in clauses(statement.text):
            _read(clause, statement, found)
    return found


def _read_users(statement: Statement, found: Mentions) -> None:
    for phrase in noun_phrases(tokens(statement.text), statement.text)[:1]:
        found.actors.setdefault(id_of(phrase.noun), _mention(phrase, statement))


def _mention(phrase: NounPhrase, statement: Statement) -> Mention:
    return Mention(key=id_of(phrase.noun), noun=phrase.noun, quote=phrase.quote, pointer=statement.pointer)


def _read(clause: Clause, statement: Statement, found: Mentions) -> None:
    """Collect from one clause: the product, people, attributes of the thing that is described, other things, and deeds."""
    owner, listed = _listed(clause)
    for phrase in clause.phrases:
        if phrase in listed or (_is_genitive(phrase, clause) and not is_person(phrase.noun)):
            continue
        if is_product(phrase.noun):
            _read_product(phrase, statement, found)
        elif _is_left_out(phrase, clause):
            found.excluded.append(_mention(phrase, statement))
        elif is_person(phrase.noun) and (id_of(phrase.noun) in found.actors or not _is_kept(phrase, clause)):
            if phrase not in clause.people and not phrase.prep and any(lemma in words("process_verbs") for lemma, _ in clause.verbs):
                found.things.setdefault(id_of(phrase.noun), _mention(phrase, statement))
            if not phrase.number and phrase.determiner not in _OF_OTHERS and (phrase.prep != "für" or not found.actors):
                found.actors.setdefault(id_of(phrase.noun), _mention(phrase, statement))
        elif phrase.noun == "Platz" and (
            not (phrase.plural or phrase.determiner)
            or any(entry.startswith("frei") for entry in phrase.adjectives)
            or any(other.prep and id_of(other.noun) in found.things for other in clause.phrases)
        ):
            continue  # `Plätze in Fahrten reservieren`: what is reserved is the ride
        elif set(clause.people) == set() and any(lemma in _TRADES for lemma, _ in clause.verbs) and not clause.passive:
            continue  # `unser Hofladen verkauft Eier` says what the shop is
        elif phrase.prep in _ABOUT and _is_thing(phrase.noun) and not (_is_place(phrase.noun) and (not phrase.plural or phrase.prep == "für")):
            found.things.setdefault(id_of(phrase.noun), _mention(phrase, statement))
    if owner is not None:
        found.attributes += [(id_of(owner.noun), _mention(phrase, statement)) for phrase in listed]
    _read_deeds(clause, statement, found)


def _is_genitive(phrase: NounPhrase, clause: Clause) -> bool:
    """Tell whether a noun only says whose the noun before it is (`Inventar der Feuerwehr`); of a process it is the object."""
    if phrase.determiner not in ("der", "des", "ihrer", "seiner") or phrase.prep:
        return False
    before = next((other for other in clause.phrases if other.end == phrase.position - 1), None)
    return before is not None and before.noun.lower() not in words("process_nouns")


def _read_product(phrase: NounPhrase, statement: Statement, found: Mentions) -> None:
    found.product = found.product or phrase.quote
    topic = topic_of(phrase.noun)
    if topic and _is_thing(topic) and not _is_place(topic):
        found.things.setdefault(id_of(topic), Mention(key=id_of(topic), noun=topic, quote=phrase.quote, pointer=statement.pointer))


def _is_left_out(phrase: NounPhrase, clause: Clause) -> bool:
    return (
        (phrase.prep == "ohne" or phrase.determiner in words("denying")) and not clause.verbs and not clause.has("darf", "dürfen", "muss", "müssen")
    )


def _is_kept(phrase: NounPhrase, clause: Clause) -> bool:
    """Tell whether a record is kept of somebody here, rather than that they do something: `Mitglieder verwalten`."""
    if phrase.determiner in _OF_OTHERS:
        return False
    acted = any(lemma in words("record_verbs") for lemma, _ in clause.verbs) or any(token.lower in _HAVING for token in clause.words)
    described = any(token.lower in _HAVING for token in clause.words) and any(is_attribute(other.noun) for other in clause.phrases)
    if phrase in clause.people:
        return described and not clause.verbs
    made = any(meaning(lemma) in ("create", "update") for lemma, _ in clause.verbs) and bool(clause.people) and not phrase.prep
    return (acted and phrase.prep in ("", "von")) or made


def _is_thing(noun: str) -> bool:
    lower = noun.lower()
    if lower.endswith(_NO_THINGS) or lower in words("mass_nouns") or lower in words("process_nouns") or lower in _OUTSIDE or len(lower) < 3:
        return False
    return not is_attribute(noun) or lower == "termin"


def _is_place(noun: str) -> bool:
    """Tell whether a noun names where or by whom something is done; in the plural it is something to be kept (`Ferienhäuser`)."""
    return noun.lower().endswith(tuple(words("places")))


def _listed(clause: Clause) -> tuple[NounPhrase | None, tuple[NounPhrase, ...]]:
    """Return the thing that a clause describes and the phrases that name its values: `Kurse mit Titel und Beginn`, `ein Kurs hat …`."""
    before = [phrase for phrase in clause.phrases if not is_product(phrase.noun)]
    with_list = tuple(phrase for phrase in before if phrase.prep in _LISTING)
    if with_list and any(is_attribute(phrase.noun) for phrase in with_list):
        owner = next((phrase for phrase in reversed(before) if phrase.position < with_list[0].position and not is_attribute(phrase.noun)), None)
        return owner, with_list if owner else ()
    having = next((index for index, token in enumerate(clause.words) if token.lower in _HAVING), None)
    recorded = any(lemma in _RECORDING for lemma, _ in clause.verbs)
    about = next((phrase for phrase in before if phrase.prep in ("zu", "zum", "zur", "von", "vom", "für", "je", "pro")), None)
    if recorded and about is not None and not is_attribute(about.noun):
        values = tuple(phrase for phrase in before if phrase is not about and not phrase.prep and phrase not in clause.people)
        if any(is_attribute(phrase.noun) for phrase in values):
            return about, values
    if having is not None and (clause.words[having].lower not in ("hat", "haben") or not clause.verbs):
        owner = next((phrase for phrase in before if phrase.end <= having and not phrase.prep), None)
        values = tuple(phrase for phrase in before if phrase.position > having and not phrase.prep and not phrase.number)
        if owner and values and any(is_attribute(phrase.noun) for phrase in values):
            return owner, values
    return None, ()


def _read_deeds(clause: Clause, statement: Statement, found: Mentions) -> None:
    """Note each verb with each thing that it is done with; a deed like booking leaves a thing of its own (a booking)."""
    actors = [id_of(phrase.noun) for phrase in clause.people]
    things = [phrase for phrase in clause.objects if id_of(phrase.noun) in found.things]
    if any(phrase.noun == "Platz" for phrase in clause.objects) and not things:
        things = [phrase for phrase in clause.phrases if phrase.prep and id_of(phrase.noun) in found.things]
    for lemma, index in clause.verbs:
        if lemma in words("making_verbs"):
            continue
        if lemma in _SIGNING_UP and clause.has("sich", "mich", "uns"):
            lemma, things = (
                lemma if own_noun(lemma) else "anmelden",
                [phrase for phrase in clause.phrases if phrase.prep and id_of(phrase.noun) in found.things],
            )
        quote = _quote(clause, lemma, index, things, statement)
        if not things and actors and own_noun(lemma) and clause.objects:
            own = own_noun(lemma)  # `Mitarbeiter beantragen Urlaub`: what is kept is the application alone
            found.things.setdefault(id_of(own), Mention(key=id_of(own), noun=own, quote=quote, pointer=statement.pointer))
            found.deeds += [Deed(actor=actor, verb=lemma, thing=id_of(own), quote=quote, pointer=statement.pointer) for actor in actors]
        for phrase in things:
            key = _kept_by(lemma, phrase, quote, statement, found)
            for actor in actors or [""]:
                found.deeds.append(Deed(actor=actor, verb=lemma, thing=key, quote=quote, pointer=statement.pointer))


def _kept_by(lemma: str, phrase: NounPhrase, quote: str, statement: Statement, found: Mentions) -> str:
    """Return the key of the thing that a deed is about; where the deed has a noun of its own, that thing, which points at what was named."""
    own = own_noun(lemma)
    if not own or (phrase.noun.lower().endswith(_BOOKABLE_ITSELF) and lemma != "bewerten"):
        return id_of(phrase.noun)
    key = id_of(own)
    earlier = found.things.get(key)
    if earlier is None or not earlier.owner:
        kept = earlier or Mention(key=key, noun=own, quote=quote, pointer=statement.pointer)
        found.things[key] = Mention(key=key, noun=own, quote=kept.quote, pointer=kept.pointer, owner=id_of(phrase.noun))
    return key


def _quote(clause: Clause, lemma: str, index: int, things: list[NounPhrase], statement: Statement) -> str:
    """Return the words from the verb, its prefix included, to its object, or from the object to the verb, as written."""
    spans = [(clause.words[index].start, clause.words[index].end)]
    spans += [(token.start, token.end) for token in clause.words[index + 1 :] if token.lower in words("separable") and lemma.startswith(token.lower)][
        :1
    ]
    spans += [(clause.words[phrase.position].start, clause.words[phrase.end - 1].end) for phrase in things if phrase in clause.phrases]
    return statement.text[min(start for start, _ in spans) : max(end for _, end in spans)]
