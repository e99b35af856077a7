"""Deeds that make rows of their own: who borrows a book makes a loan, who books a court a booking. Used while entities are built and rules fitted."""

from __future__ import annotations

from phases.sandboxed.author.lexicon import Domain, KnownEntity, domains
from phases.sandboxed.author.mentions import Deed, Mention, Mentions

# verb → what its rows are called, the first that the domain knows, else the first
NOMINALS: dict[str, tuple[str, ...]] = {
    "book": ("booking", "reservation", "appointment"),
    "reserve": ("reservation", "booking"),
    "borrow": ("loan", "lending"),
    "lend": ("loan", "lending"),
    "rent": ("rental", "booking"),
    "hire": ("rental", "booking"),
    "lease": ("lease", "rental"),
    "enrol": ("registration", "enrolment", "booking"),
    "enroll": ("registration", "enrolment", "booking"),
    "join": ("registration", "enrolment", "booking"),
    "attend": ("registration", "enrolment", "booking"),
    "take": ("registration", "enrolment", "booking", "loan"),
    "order": ("order", "purchase"),
    "buy": ("order", "purchase"),
    "purchase": ("order", "purchase"),
    "review": ("review", "rating"),
    "rate": ("rating", "review"),
    "vote": ("vote",),
    "answer": ("answer",),
    "comment": ("comment",),
    "apply": ("application",),
    "donate": ("donation",),
    "return": ("loan", "rental"),
}
# verb → what its rows are called where a thing of that name is kept anyway: nobody who registers dogs needs registrations
CALLED: dict[str, tuple[str, ...]] = {
    "register": ("registration", "enrolment"),
    "sign": ("sign_up", "signup", "registration"),
    "claim": ("expense_claim", "expense", "claim"),
    "spend": ("expense", "purchase", "payment"),
    "pay": ("payment",),
    "propose": ("proposal",),
    "buy": ("ticket",),
}
# rows of these are only made where the idea speaks of them, or a rule counts them
_SELDOM = frozenset(
    ["lease", "join", "attend", "take", "return", "buy", "purchase", "order", "review", "vote", "donate", "answer", "comment", "apply"]
)


# what a verb of the idea means for the records that a product keeps
RECORD_MEANING = {
    "track": "create",
    "log": "create",
    "record": "create",
    "enter": "create",
    "add": "create",
    "register": "create",
    "book": "create",
    "reserve": "create",
    "post": "create",
    "submit": "create",
    "order": "create",
    "request": "create",
    "schedule": "create",
    "plan": "create",
    "upload": "create",
    "report": "create",
    "ask": "create",
    "bring": "create",
    "apply": "create",
    "propose": "create",
    "offer": "create",
    "take": "create",
    "leave": "create",
    "capture": "create",
    "keep": "list",
    "list": "list",
    "manage": "update",
    "organize": "update",
    "organise": "update",
    "edit": "update",
    "change": "update",
    "update": "update",
    "modify": "update",
    "write": "create",
    "create": "create",
    "make": "create",
    "issue": "create",
    "delete": "delete",
    "view": "view",
    "access": "view",
    "assign": "update",
    "see": "view",
    "read": "view",
    "show": "view",
    "look": "view",
    "monitor": "list",
    "browse": "list",
    "search": "search",
    "find": "search",
    "filter": "search",
    "remove": "delete",
    "export": "export",
}


def record_meaning(verb: str) -> str | None:
    """Return create, list, view, update, delete, search or export for a verb that keeps records, or None."""
    return RECORD_MEANING.get(verb)


def known_as(names: tuple[str, ...], domain: Domain | None) -> KnownEntity | None:
    """Return the lexicon's entity for one of these names: the domain's own first, then any other's by exact name."""
    for name in names:
        for entity in domain.entities if domain else ():
            if name == entity.id or name in entity.aliases:
                return entity
        for other in domains():
            for entity in other.entities:
                if entity.id == name:
                    return entity
    return None


def joined_by_deeds(found: Mentions, kept: list[str], demanded: tuple[Deed, ...]) -> list[tuple[int, str]]:
    """Return which entities (by index) deeds join to which thing: who registers for a course makes a registration of that course."""
    joined: list[tuple[int, str]] = []
    for deed in (*found.deeds, *demanded):
        names = NOMINALS.get(deed.verb, ())
        rows = next((index for name in names for index, id in enumerate(kept) if id == name or id.split("_")[-1] == name), None)
        if rows is not None and deed.thing in kept and deed.thing != kept[rows] and all(index != rows for index, _ in joined):
            joined.append((rows, deed.thing))
    return joined


def made_by_deeds(
    found: Mentions, domain: Domain | None, kept: set[str], demanded: tuple[Deed, ...]
) -> list[tuple[Mention, KnownEntity | None, str]]:
    """Return what the deeds make that the idea does not name itself: its mention, the lexicon's entity, and the key of the thing that it is about.

    `kept` are the keys of things that become entities; `demanded` are deeds that rules presuppose.
    """
    made: dict[str, tuple[Mention, KnownEntity | None, str]] = {}
    for deed in (*found.deeds, *demanded):
        names = NOMINALS.get(deed.verb)
        if deed in demanded and any(about == deed.thing for _, _, about in made.values()):
            continue  # who books a slot takes its place; no other row is needed
        if not names or deed.thing not in kept or deed.thing in names or (deed.verb in _SELDOM and deed not in demanded):
            continue
        known = known_as(names, domain)
        wanted = {*names, known.id if known else "", *(known.aliases if known else ())}
        if wanted & (kept - {deed.thing}) or any(key.split("_")[-1] in names for key in kept):
            continue
        key = known.id if known else names[0]
        made.setdefault(key, (Mention(key=key, noun=key, quote=deed.quote, pointer=deed.pointer), known, deed.thing))
    return list(made.values())
