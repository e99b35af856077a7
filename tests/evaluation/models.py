"""Domain models of our own that have every kind of rule between them: a library, meeting rooms, expenses, a cooperative."""

from __future__ import annotations

from typing import Any

DAY = 24 * 60


def attribute(name: str, type: str, *, required: bool = False, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": type, "required": required, **more}


def entity(id: str, plural: str, *attributes: dict[str, Any], states: dict[str, Any] | None = None) -> dict[str, Any]:
    name = id.replace("_", " ").capitalize()
    found = {"id": id, "name": name, "plural": plural, "description": f"A {id} that is kept.", "attributes": list(attributes)}
    if states is None:
        return found
    own = attribute(states["attribute"], "enum", required=True, values=states["values"])
    return {**found, "attributes": [*attributes, own], "states": states}


def states(attribute: str, initial: str, *steps: tuple[str, str, str]) -> dict[str, Any]:
    """Return a life cycle from steps (action, from, to)."""
    values = list(dict.fromkeys([initial, *(state for _, source, target in steps for state in (source, target))]))
    moves = [{"from": source, "to": target, "action": action} for action, source, target in steps]
    return {"attribute": attribute, "values": values, "initial": initial, "transitions": moves}


def rule(id: str, kind: str, text: str, entity: str, **keys: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "text": text, "entity": entity, **keys}


def model(title: str, actors: dict[str, str], entities: list[dict[str, Any]], rules: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    people = [{"id": id, "name": name, "description": f"Works with {title.lower()}"} for id, name in actors.items()]
    empty: dict[str, Any] = {"actions": [], "quantities": [], "qualities": [], "reports": [], "exports": []}
    about = {"title": title, "slug": title.lower().replace(" ", "-"), "summary": f"{title} in short.", "language": "en", "domain": "general"}
    return {**about, "actors": people, "entities": entities, "rules": rules, **empty, **more}


LIBRARY = model(
    "Village library",
    {"member": "Member", "librarian": "Librarian"},
    [
        entity(
            "book",
            "Books",
            attribute("title", "text", required=True),
            attribute("isbn", "text"),
            attribute("copies", "integer", required=True),
            attribute("shelf", "text", required=True),
        ),
        entity(
            "loan",
            "Loans",
            attribute("book", "reference", required=True, references="book"),
            attribute("lent_on", "date", required=True),
            attribute("due_on", "date", required=True),
            states=states("status", "lent", ("return", "lent", "returned"), ("report-lost", "lent", "lost")),
        ),
        entity(
            "reservation",
            "Reservations",
            attribute("book", "reference", required=True, references="book"),
            attribute("remark", "text"),
            states=states("state", "waiting", ("ready", "waiting", "ready"), ("collect", "ready", "collected"), ("lapse", "ready", "lapsed")),
        ),
    ],
    [
        rule("rule_1", "required", "Every book stands on a shelf", "book", attribute="shelf"),
        rule("rule_2", "unique", "No two books have the same ISBN", "book", attributes=["isbn"]),
        rule("rule_3", "bound", "There are 1 to 50 copies of a book", "book", attribute="copies", minimum=1, maximum=50),
        rule("rule_4", "access", "Only librarians add, change and remove books", "book", actions=["create", "update", "delete"], roles=["librarian"]),
        rule("rule_5", "duration", "A loan lasts at most 21 days", "loan", start="lent_on", end="due_on", maximum=21 * DAY),
        rule("rule_6", "limit", "A member has at most 3 loans at a time", "loan", maximum=3, per="account", ignored=["returned", "lost"]),
        rule("rule_7", "capacity", "No more loans than copies", "loan", reference="book", attribute="copies", ignored=["returned"]),
        rule("rule_8", "queue", "Who reserved first gets the book first", "reservation", action="ready", scope=["book"]),
        rule("rule_9", "expiry", "A book is held for 3 days", "reservation", minutes=3 * DAY, states=["ready", "waiting"], target="lapsed"),
        rule("rule_10", "reminder", "Remind 2 days before a loan is due", "loan", attribute="due_on", minutes=2 * DAY, ignored=["returned", "lost"]),
        rule("rule_11", "visibility", "Members see their own loans", "loan", roles=["member"]),
        rule("rule_12", "chronology", "A loan ends after it begins", "loan", start="lent_on", end="due_on"),
        {"id": "rule_13", "kind": "statement", "text": "The library is friendly"},
    ],
    reports=[{"id": "report_1", "text": "How many copies on each shelf", "entity": "book", "measure": "sum", "attribute": "copies", "by": ["shelf"]}],
    exports=[{"id": "export_1", "text": "The books as CSV", "entity": "book", "format": "csv"}],
)

ROOMS = model(
    "Meeting rooms",
    {"employee": "Employee", "office_manager": "Office manager"},
    [
        entity("room", "Rooms", attribute("name", "text", required=True), attribute("seats", "integer", required=True)),
        entity(
            "booking",
            "Bookings",
            attribute("room", "reference", required=True, references="room"),
            attribute("purpose", "text", required=True),
            attribute("starts_at", "datetime", required=True),
            attribute("ends_at", "datetime", required=True),
            states=states("status", "requested", ("confirm", "requested", "confirmed"), ("cancel", "requested", "cancelled")),
        ),
    ],
    [
        rule("rule_1", "no_overlap", "A room is booked once", "booking", start="starts_at", end="ends_at", scope=["room"], ignored=["cancelled"]),
        rule("rule_2", "duration", "Between 15 minutes and 4 hours", "booking", start="starts_at", end="ends_at", minimum=15, maximum=240),
        rule("rule_3", "lead", "Booked at most 14 days ahead", "booking", action="create", attribute="starts_at", maximum=14 * DAY),
        rule("rule_4", "lead", "Cancelled at least 2 hours before", "booking", action="cancel", attribute="starts_at", minimum=120),
        rule("rule_5", "limit", "2 bookings a day for each employee", "booking", maximum=2, per="account", period="day", on="starts_at"),
        rule("rule_6", "access", "The office manager confirms", "booking", actions=["confirm"], roles=["office_manager"]),
        rule("rule_7", "unique", "Room names are unique", "room", attributes=["name"]),
    ],
)

EXPENSES = model(
    "Expense claims",
    {"employee": "Employee", "manager": "Manager", "accountant": "Accountant"},
    [
        entity(
            "project",
            "Projects",
            attribute("name", "text", required=True),
            attribute("budget_code", "text", required=True),
            attribute("budget", "number", required=True, unit="EUR"),
        ),
        entity(
            "expense",
            "Expenses",
            attribute("project", "reference", required=True, references="project"),
            attribute("amount", "number", required=True, unit="EUR"),
            attribute("purpose", "text", required=True),
            attribute("receipt", "text"),
            attribute("spent_on", "date", required=True),
            states=states(
                "status",
                "submitted",
                ("approve", "submitted", "approved"),
                ("reject", "submitted", "rejected"),
                ("pay", "approved", "paid"),
                ("withdraw", "submitted", "withdrawn"),
            ),
        ),
    ],
    [
        rule(
            "rule_1", "approval", "Above 500 euro the manager approves", "expense", action="approve", roles=["manager"], attribute="amount", above=500
        ),
        rule("rule_2", "access", "Only the accountant pays", "expense", actions=["pay"], roles=["accountant"]),
        rule("rule_3", "bound", "An expense is at most 5000 euro", "expense", attribute="amount", maximum=5000),
        rule("rule_4", "visibility", "Employees see their own expenses", "expense", roles=["employee"]),
        rule("rule_5", "unique", "A receipt counts once a project", "expense", attributes=["receipt", "project"]),
        rule("rule_6", "limit", "At most 5 expenses a project in a month", "expense", maximum=5, per="project", period="month", on="spent_on"),
        rule("rule_7", "required", "Every expense has a receipt", "expense", attribute="receipt"),
        rule(
            "rule_8",
            "expiry",
            "What nobody looked at for 30 days is withdrawn",
            "expense",
            minutes=30 * DAY,
            states=["submitted"],
            target="withdrawn",
        ),
        rule("rule_9", "approval", "The manager rejects", "expense", action="reject", roles=["manager"]),
        rule("rule_10", "total", "No budget is overspent", "expense", attribute="amount", within="budget", per="project", ignored=["rejected"]),
        rule(
            "rule_11",
            "total",
            "At most 7000 euro a month for each of us",
            "expense",
            attribute="amount",
            maximum=7000,
            per="account",
            period="month",
            on="spent_on",
        ),
    ],
)
COOPERATIVE = model(
    "Cooperative",
    {"member": "Member", "board": "Board"},
    [
        entity("proposal", "Proposals", attribute("title", "text", required=True), attribute("closes_on", "date", required=True)),
        entity("vote", "Votes", attribute("proposal", "reference", required=True, references="proposal"), attribute("remark", "text")),
        entity(
            "motion",
            "Motions",
            attribute("proposal", "reference", required=True, references="proposal"),
            attribute("wording", "text", required=True),
            states=states("status", "open", ("drop", "open", "dropped")),
        ),
    ],
    [
        rule("rule_1", "limit", "A member votes on a proposal once", "vote", maximum=1, per="account", scope=["proposal"]),
        rule("rule_2", "limit", "Members make at most 3 motions", "motion", maximum=3, per="account", roles=["member"]),
        rule(
            "rule_3",
            "lead",
            "Motions between 60 days and a day before a proposal is closed",
            "motion",
            action="create",
            through="proposal",
            attribute="closes_on",
            minimum=DAY,
            maximum=60 * DAY,
        ),
        rule(
            "rule_4",
            "lead",
            "Motions are dropped until 2 days before",
            "motion",
            action="drop",
            through="proposal",
            attribute="closes_on",
            minimum=2 * DAY,
        ),
    ],
)
MODELS = {"library": LIBRARY, "rooms": ROOMS, "expenses": EXPENSES, "cooperative": COOPERATIVE}
