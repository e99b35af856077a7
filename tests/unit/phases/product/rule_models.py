"""Domain models with rules: one a kind, as small as it can be, and one product in which all kinds live together."""

from __future__ import annotations

from typing import Any

from tests.unit.phases.product.models import attribute, entity, model

ROLES = [
    {"id": "member", "name": "Member", "description": "Somebody who books."},
    {"id": "manager", "name": "Manager", "description": "Somebody who decides."},
]
STATES = {
    "attribute": "status",
    "values": ["asked", "confirmed", "cancelled", "expired"],
    "initial": "asked",
    "transitions": [
        {"from": "asked", "to": "confirmed", "action": "confirm"},
        {"from": "asked", "to": "cancelled", "action": "cancel"},
        {"from": "confirmed", "to": "cancelled", "action": "cancel"},
        {"from": "cancelled", "to": "asked", "action": "renew"},
    ],
}
ROOM = entity(
    "room",
    "Rooms",
    attribute("name", "text", required=True),
    attribute("seats", "integer", required=True),
    attribute("opens_at", "datetime", required=True),
)
BOOKING = entity(
    "booking",
    "Bookings",
    attribute("title", "text", required=True),
    attribute("starts_at", "datetime", required=True),
    attribute("ends_at", "datetime", required=True),
    attribute("day", "date"),
    attribute("people", "integer"),
    attribute("price", "number"),
    attribute("room", "reference", required=True, references="room"),
    states=STATES,
)


def booking_model(*rules: dict[str, Any], reports: tuple[dict[str, Any], ...] = (), exports: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    """Return a domain model of rooms and bookings with these rules."""
    return {**model("Room booking", ROOM, BOOKING), "actors": ROLES, "rules": list(rules), "reports": list(reports), "exports": list(exports)}


def rule(kind: str, text: str = "", **more: Any) -> dict[str, Any]:
    return {"id": f"rule_{kind}", "text": text or f"The rule of kind {kind} holds", "kind": kind, "entity": "booking", **more}


TIMES = {"start": "starts_at", "end": "ends_at"}
# one rule a kind, and variants that are written otherwise
RULES: dict[str, dict[str, Any]] = {
    "required": rule("required", attribute="people"),
    "unique": rule("unique", attributes=["title"]),
    "unique_number": rule("unique", attributes=["room", "people"]),
    "bound": rule("bound", attribute="people", minimum=4, maximum=9),
    "bound_number": rule("bound", attribute="price", maximum=1.5),
    "chronology": rule("chronology", **TIMES),
    "duration": rule("duration", **TIMES, minimum=30, maximum=240),
    "no_overlap": rule("no_overlap", **TIMES, scope=["room"], ignored=["cancelled", "expired"]),
    "no_overlap_anywhere": rule("no_overlap", **TIMES, scope=[]),
    "capacity": rule("capacity", reference="room", maximum=3, ignored=["cancelled"]),
    # new rows wait: what takes a place is the step that confirms them
    "capacity_waiting": rule("capacity", reference="room", maximum=3, ignored=["asked", "cancelled"]),
    "capacity_own": rule("capacity", reference="room", attribute="seats"),
    "capacity_large": rule("capacity", reference="room", maximum=250),
    "limit": rule("limit", maximum=2, per="account", period="week", on="starts_at", ignored=["cancelled"]),
    "limit_reference": rule("limit", maximum=3, per="room", period="month", on="day"),
    "limit_made": rule("limit", maximum=3, period="day"),
    "limit_open": rule("limit", maximum=1, per="account", ignored=["cancelled", "expired"]),
    "limit_once": rule("limit", maximum=1, per="account", scope=["room"], ignored=["cancelled"]),
    "limit_roles": rule("limit", maximum=2, per="account", roles=["member"]),
    "limit_value": rule("limit", maximum=2, per="title"),
    "total": rule("total", attribute="people", maximum=40, per="room", ignored=["cancelled"]),
    "total_period": rule("total", attribute="price", maximum=500.5, per="account", period="month", on="starts_at"),
    "total_within": rule("total", attribute="people", within="seats", per="room"),
    "total_all": rule("total", attribute="price", maximum=100),
    "lead_elsewhere": rule("lead", action="create", through="room", attribute="opens_at", minimum=60, maximum=28 * 24 * 60),
    "lead_step_elsewhere": rule("lead", action="cancel", through="room", attribute="opens_at", minimum=24 * 60),
    "lead": rule("lead", action="create", attribute="starts_at", minimum=60, maximum=30 * 24 * 60),
    "lead_date": rule("lead", action="create", attribute="day", minimum=24 * 60),
    "lead_step": rule("lead", action="cancel", attribute="starts_at", minimum=24 * 60),
    "lead_delete": rule("lead", action="delete", attribute="ends_at", minimum=120, maximum=7 * 24 * 60),
    "access": rule("access", actions=["create", "delete", "confirm"], roles=["manager"]),
    "access_view": rule("access", actions=["view"], roles=["manager"]),
    "approval": rule("approval", action="confirm", roles=["manager"]),
    "approval_above": rule("approval", action="confirm", roles=["manager"], attribute="price", above=100),
    "visibility": rule("visibility", roles=["member"]),
    "queue": rule("queue", action="confirm", scope=["room"]),
    "queue_by": rule("queue", action="confirm", scope=[], on="starts_at"),
    "expiry": rule("expiry", minutes=2 * 24 * 60, states=["asked"], target="expired"),
    "expiry_attribute": rule("expiry", attribute="ends_at", minutes=15, states=["asked", "confirmed"], target="expired"),
    "reminder": rule("reminder", attribute="starts_at", minutes=24 * 60, roles=["manager"], ignored=["cancelled"]),
    "reminder_date": rule("reminder", attribute="day", minutes=2 * 24 * 60),
}
REPORTS = (
    {
        "id": "report_count",
        "text": "Bookings by room and week",
        "entity": "booking",
        "measure": "count",
        "by": ["room"],
        "period": "week",
        "on": "starts_at",
    },
    {"id": "report_sum", "text": "Takings by status", "entity": "booking", "measure": "sum", "attribute": "price", "by": ["status"]},
    {"id": "report_average", "text": "Average number of people", "entity": "booking", "measure": "average", "attribute": "people"},
    {"id": "report_made", "text": "Bookings a month", "entity": "booking", "measure": "count", "period": "month"},
)
EXPORTS = ({"id": "export_1", "text": "Bookings as a table", "entity": "booking", "format": "csv"},)
# what an ordinary tennis club asks for: each rule leaves the others little room
TIGHT = (
    RULES["limit"],
    rule("lead", action="create", attribute="starts_at", maximum=14 * 24 * 60),
    {**RULES["lead_step"], "id": "rule_lead_step"},
    {**RULES["expiry"], "minutes": 24 * 60},
    RULES["no_overlap"],
    rule("duration", **TIMES, maximum=120),
    RULES["visibility"],
)
# rules that count, add up and compare the same rows
CROWDED = ("total", "limit_once", "no_overlap", "capacity_own", "limit_reference", "bound", "queue")
# moments and budgets that stand in another row, beside what some roles alone may
ELSEWHERE = ("lead_elsewhere", "lead_step_elsewhere", "limit_roles", "total_within", "approval_above", "visibility", "expiry")
_TOGETHER = ("required", "unique", "bound", "chronology", "duration", "no_overlap", "capacity_own", "limit", "total", "lead", "access",
             "approval_above", "visibility", "queue_by", "expiry", "reminder")  # fmt: skip
ALL_KINDS = booking_model(
    *(
        {**RULES[name], "id": f"rule_{number}", "text": f"Rule number {number} of kind {RULES[name]['kind']}, for every {RULES[name]['entity']}"}
        for number, name in enumerate(_TOGETHER, start=1)
    ),
    reports=REPORTS,
    exports=EXPORTS,
)
