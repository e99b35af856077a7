"""The domain models that planning is tested with, and a bench that has the artifacts of the phases before."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from phases.sandboxed.rules import rules
from phases.schemas.registry import artifact_schema
from qav.grounding import GroundingResult, ground
from qav.sources import Sources
from tests.support.workbench import Workbench

IDEATION = ("StrategyAgent", "CompetitiveAgent", "TechStackAgent", "PersonaAgent")
CRITIQUE = ("CritiqueAgent", "RiskAnalysisAgent", "AssumptionChallengerAgent")
PRD = ("StoryCutterAgent", "NFRsAgent", "UXFlowAgent", "PRDWriterAgent", "TraceMatrixAgent")
BIZDEV = ("BusinessModelAgent", "PricingAgent", "GTMAgent", "MetricsAgent")
ARCHITECTURE = ("ArchitectureAgent", "DataModelAgent", "APIDesignAgent", "InfrastructureAgent", "SecurityArchitectAgent")


def _text(name: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "type": "text", "required": required}


def _states(initial: str, *steps: tuple[str, str, str]) -> dict[str, Any]:
    values = list(dict.fromkeys([initial, *(state for before, after, _ in steps for state in (before, after))]))
    return {
        "attribute": "status",
        "values": values,
        "initial": initial,
        "transitions": [{"from": before, "to": after, "action": action} for before, after, action in steps],
    }


def _status(states: dict[str, Any]) -> dict[str, Any]:
    return {"name": "status", "type": "enum", "required": True, "values": states["values"]}


_TODO = _states("open", ("open", "done", "complete"), ("done", "open", "reopen"))
TODOS: dict[str, Any] = {
    "title": "Todo app",
    "slug": "todo-app",
    "summary": "Build a todo app",
    "language": "en",
    "domain": "tasks",
    "actors": [{"id": "user", "name": "User", "description": "Somebody who keeps todos."}],
    "entities": [
        {
            "id": "todo",
            "name": "Todo",
            "plural": "Todos",
            "description": "A todo that a user wants to get done.",
            "attributes": [_text("title", required=True), _text("notes"), {"name": "due_on", "type": "date", "required": False}, _status(_TODO)],
            "states": _TODO,
        }
    ],
    "actions": [
        {"id": "add_todo", "actor": "user", "verb": "add", "entity": "todo", "phrase": "A user adds a todo."},
        {"id": "complete_todo", "actor": "user", "verb": "complete", "entity": "todo", "phrase": "A user completes a todo."},
    ],
    "quantities": [],
    "rules": [],
    "qualities": [],
    "reports": [],
    "exports": [],
}

_VISIT = _states("booked", ("booked", "seen", "see"), ("booked", "cancelled", "cancel"))
CLINIC: dict[str, Any] = {
    "title": "Clinic diary",
    "slug": "clinic-diary",
    "summary": "Doctors book appointments of patients and diagnose them.",
    "language": "en",
    "domain": "health",
    "actors": [
        {"id": "doctor", "name": "Doctor", "description": "A doctor books appointments."},
        {"id": "receptionist", "name": "Receptionist", "description": "A receptionist searches patients."},
    ],
    "entities": [
        {
            "id": "patient",
            "name": "Patient",
            "plural": "Patients",
            "description": "A patient of the clinic.",
            "attributes": [
                _text("full_name", required=True),
                {"name": "birth_date", "type": "date", "required": True},
                _text("email"),
                _text("diagnosis"),
            ],
        },
        {
            "id": "appointment",
            "name": "Appointment",
            "plural": "Appointments",
            "description": "An appointment of a patient.",
            "attributes": [
                {"name": "patient_id", "type": "reference", "required": True, "references": "patient"},
                {"name": "starts_at", "type": "datetime", "required": True},
                {"name": "fee", "type": "number", "required": False, "unit": "EUR"},
                _status(_VISIT),
            ],
            "states": _VISIT,
        },
    ],
    "actions": [
        {"id": "book_appointment", "actor": "doctor", "verb": "book", "entity": "appointment", "phrase": "Doctors book appointments."},
        {"id": "diagnose_patient", "actor": "doctor", "verb": "diagnose", "entity": "patient", "phrase": "Doctors diagnose patients."},
        {"id": "search_patient", "actor": "receptionist", "verb": "search", "entity": "patient", "phrase": "A receptionist searches patients."},
        {
            "id": "export_appointment",
            "actor": "receptionist",
            "verb": "export",
            "entity": "appointment",
            "phrase": "A receptionist exports appointments.",
        },
    ],
    "quantities": [{"value": 2, "unit": "seconds", "phrase": "answers within 2 seconds"}, {"value": 20, "unit": "users", "phrase": "20 users"}],
    "rules": [{"id": "no_overlap", "kind": "statement", "text": "Appointments must not overlap."}],
    "qualities": [{"id": "secure", "kind": "privacy", "text": "Patient data stays secure."}],
    "reports": [],
    "exports": [],
}

LIBRARY: dict[str, Any] = {
    "title": "Seed library",
    "slug": "seed-library",
    "summary": "Neighbours lend seeds to each other.",
    "language": "en",
    "domain": "library",
    "actors": [{"id": "neighbour", "name": "Neighbour", "description": "A neighbour lends seeds."}],
    "entities": [
        {
            "id": "seed",
            "name": "Seed",
            "plural": "Seeds",
            "description": "A seed that can be lent.",
            "attributes": [
                _text("name", required=True),
                {"name": "packets", "type": "integer", "required": False},
                {"name": "organic", "type": "boolean", "required": False},
            ],
        }
    ],
    "actions": [],
    "quantities": [],
    "rules": [],
    "qualities": [],
    "reports": [],
    "exports": [],
}

_BOOKING = _states(
    "requested",
    ("requested", "confirmed", "confirm"),
    ("confirmed", "started", "check-in"),
    ("requested", "cancelled", "cancel"),
    ("confirmed", "cancelled", "cancel"),
    ("requested", "lapsed", "lapse"),
)
_ENROLMENT = _states("waiting", ("waiting", "admitted", "admit"))


def _reference(name: str, *, required: bool = True) -> dict[str, Any]:
    return {"name": f"{name}_id", "type": "reference", "required": required, "references": name}


def _moment(name: str) -> dict[str, Any]:
    return {"name": name, "type": "datetime", "required": True}


def _rule(id: str, kind: str, text: str, **keys: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, "text": text, **keys}


# a studio with a rule of every kind, a report, an export and a quality of every kind
STUDIO: dict[str, Any] = {
    "title": "Studio rooms",
    "slug": "studio-rooms",
    "summary": "Members book rehearsal rooms and enrol in workshops; managers confirm bookings.",
    "language": "en",
    "domain": "booking",
    "actors": [
        {"id": "member", "name": "Member", "description": "A member books rooms and enrols in workshops."},
        {"id": "manager", "name": "Manager", "description": "A manager confirms bookings and looks after the rooms."},
        {"id": "caretaker", "name": "Caretaker", "description": "A caretaker sees what is booked next."},
    ],
    "entities": [
        {
            "id": "booking",
            "name": "Booking",
            "plural": "Bookings",
            "description": "A booking of a room by a member for some hours.",
            "attributes": [
                _reference("room"),
                _text("purpose", required=True),
                _moment("starts_at"),
                _moment("ends_at"),
                {"name": "people", "type": "integer", "required": False},
                {"name": "price", "type": "number", "required": False, "unit": "EUR"},
                _status(_BOOKING),
            ],
            "states": _BOOKING,
        },
        {
            "id": "room",
            "name": "Room",
            "plural": "Rooms",
            "description": "A room in which members rehearse.",
            "attributes": [_text("name", required=True), {"name": "seats", "type": "integer", "required": False}],
        },
        {
            "id": "workshop",
            "name": "Workshop",
            "plural": "Workshops",
            "description": "A workshop with a number of places.",
            "attributes": [_text("title", required=True), _moment("starts_at"), {"name": "places", "type": "integer", "required": True}],
        },
        {
            "id": "enrolment",
            "name": "Enrolment",
            "plural": "Enrolments",
            "description": "An enrolment of a member in a workshop.",
            "attributes": [_reference("workshop"), _text("full_name", required=True), _text("email"), _status(_ENROLMENT)],
            "states": _ENROLMENT,
        },
    ],
    "actions": [
        {"id": "book_room", "actor": "member", "verb": "book", "entity": "booking", "phrase": "Members book rooms."},
        {"id": "cancel_booking", "actor": "member", "verb": "cancel", "entity": "booking", "phrase": "Members cancel bookings."},
        {"id": "confirm_booking", "actor": "manager", "verb": "confirm", "entity": "booking", "phrase": "Managers confirm bookings."},
        {"id": "add_room", "actor": "manager", "verb": "add", "entity": "room", "phrase": "Managers add rooms."},
        {"id": "enrol", "actor": "member", "verb": "add", "entity": "enrolment", "phrase": "Members add enrolments."},
        {"id": "admit_enrolment", "actor": "manager", "verb": "admit", "entity": "enrolment", "phrase": "Managers admit enrolments."},
        {"id": "see_bookings", "actor": "caretaker", "verb": "see", "entity": "booking", "phrase": "Caretakers see bookings."},
    ],
    "quantities": [
        {"value": 3, "unit": "bookings", "phrase": "at most 3 bookings per week"},
        {"value": 200, "unit": "members", "phrase": "200 members"},
    ],
    "rules": [
        _rule("rule_1", "required", "Every booking has a purpose.", entity="booking", attribute="purpose"),
        _rule("rule_2", "unique", "No two rooms have the same name.", entity="room", attributes=["name"]),
        _rule("rule_3", "bound", "Between 1 and 40 people use a room.", entity="booking", attribute="people", minimum=1, maximum=40),
        _rule("rule_4", "chronology", "A booking ends after it starts.", entity="booking", start="starts_at", end="ends_at"),
        _rule(
            "rule_5",
            "duration",
            "A booking takes 30 minutes to 4 hours.",
            entity="booking",
            start="starts_at",
            end="ends_at",
            minimum=30,
            maximum=240,
        ),
        _rule(
            "rule_6",
            "no_overlap",
            "Bookings of one room must not overlap.",
            entity="booking",
            start="starts_at",
            end="ends_at",
            scope=["room_id"],
            ignored=["cancelled", "lapsed"],
        ),
        _rule(
            "rule_7",
            "capacity",
            "A workshop takes as many members as it has places.",
            entity="enrolment",
            reference="workshop_id",
            attribute="places",
        ),
        _rule(
            "rule_8",
            "limit",
            "A member has at most 3 bookings per week.",
            entity="booking",
            maximum=3,
            per="account",
            period="week",
            on="starts_at",
            ignored=["cancelled", "lapsed"],
        ),
        _rule("rule_9", "lead", "Cancel at least 24 hours before the start.", entity="booking", action="cancel", attribute="starts_at", minimum=1440),
        _rule(
            "rule_10",
            "access",
            "Only managers add, change or delete rooms.",
            entity="room",
            actions=["create", "update", "delete"],
            roles=["manager"],
        ),
        _rule(
            "rule_11",
            "approval",
            "Bookings over 100 EUR are confirmed by the manager.",
            entity="booking",
            action="confirm",
            roles=["manager"],
            attribute="price",
            above=100,
        ),
        _rule("rule_12", "visibility", "Members see their own bookings only.", entity="booking", roles=["member"]),
        _rule("rule_13", "queue", "Who enrolled first is admitted first.", entity="enrolment", action="admit", scope=["workshop_id"]),
        _rule(
            "rule_14",
            "expiry",
            "A request lapses after 2 days without confirmation.",
            entity="booking",
            minutes=2880,
            states=["requested"],
            target="lapsed",
        ),
        _rule(
            "rule_15",
            "reminder",
            "Caretakers are reminded a day before a booking.",
            entity="booking",
            attribute="starts_at",
            minutes=1440,
            roles=["caretaker"],
            ignored=["cancelled", "lapsed"],
        ),
        _rule("rule_16", "statement", "Members leave the rooms tidy."),
        _rule(
            "rule_17",
            "total",
            "A member spends at most 400 EUR on bookings per month.",
            entity="booking",
            attribute="price",
            maximum=400,
            per="account",
            period="month",
            on="starts_at",
            ignored=["cancelled", "lapsed"],
        ),
    ],
    "qualities": [
        {"id": "privacy", "kind": "privacy", "text": "Names and email addresses of members stay private."},
        {"id": "cost", "kind": "cost", "text": "Running it costs at most 20 EUR a month.", "value": 20, "unit": "EUR"},
        {"id": "devices", "kind": "devices", "text": "It works on phones."},
        {"id": "language", "kind": "language", "text": "It speaks English."},
        {"id": "volume", "kind": "volume", "text": "It serves 200 members.", "value": 200, "unit": "members"},
        {"id": "speed", "kind": "speed", "text": "Pages answer within 2 seconds.", "value": 2, "unit": "seconds"},
        {"id": "availability", "kind": "availability", "text": "It is there 99 percent of the time.", "value": 99, "unit": "percent"},
        {"id": "accessibility", "kind": "accessibility", "text": "It can be used by keyboard."},
    ],
    "reports": [
        {
            "id": "report_1",
            "text": "Bookings by room and month.",
            "entity": "booking",
            "measure": "count",
            "by": ["room_id"],
            "period": "month",
            "on": "starts_at",
        },
        {
            "id": "report_2",
            "text": "Takings by month.",
            "entity": "booking",
            "measure": "sum",
            "attribute": "price",
            "period": "month",
            "on": "starts_at",
        },
    ],
    "exports": [{"id": "export_1", "text": "Bookings as CSV.", "entity": "booking", "format": "csv"}],
}

MODELS = {"todo": TODOS, "clinic": CLINIC, "library": LIBRARY, "studio": STUDIO}


def bench_with(folder: Path, model: dict[str, Any]) -> Workbench:
    """Return a bench whose intake has understood the idea as this model."""
    folder.mkdir(exist_ok=True)
    bench = Workbench(folder, model["summary"])
    bench.store(
        "DomainModel",
        json.dumps(model).encode(),
        name="DomainModel.json",
        media_type="application/json",
        phase="intake",
        producer="IntakeExpanderAgent",
    )
    return bench


def run_all(bench: Workbench, phase: str, targets: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Run agents or guards one after the other; return their results."""
    return {target: bench.run(target, phase=phase) for target in targets}


def grounded(bench: Workbench, phase: str) -> GroundingResult:
    """Return what the clarify stage finds in the phase's drafts: earlier phases' artifacts first, then the drafts in their order."""
    earlier: dict[str, list[Any]] = {}
    drafts: list[tuple[str, Any, Any]] = []
    reports: dict[str, Any] = {}
    for ref in bench.refs:
        if ref.media_type != "application/json":
            continue
        content = json.loads(bench.bytes[ref.id])
        if ref.type == "ToolReport":
            reports[content["tool"]] = content
        elif ref.phase == phase:
            drafts.append((ref.type, artifact_schema(ref.type), content))
        else:
            earlier.setdefault(ref.type, []).insert(0, content)
    return ground(drafts, Sources(idea=bench.idea, artifacts=earlier, rules=rules(), reports=reports))


def run_ideation(bench: Workbench) -> None:
    """Run ideation on a bench whose intake was skipped: it finds no limit and asks nothing."""
    _rest_of_intake(bench)
    run_all(bench, "ideation", IDEATION)


def run_critique(bench: Workbench) -> None:
    """Run ideation and critique."""
    run_ideation(bench)
    run_all(bench, "critique", CRITIQUE)


def _rest_of_intake(bench: Workbench) -> None:
    model = bench.content("DomainModel")
    spec = {
        "title": model["title"], "language": model["language"], "domain": model["domain"], "summary": model["summary"],
        "statements": [], "included": [], "excluded": [],
        "ambiguities": [], "questions": [{"id": "Q-01", "rank": 1, "changes": "wording", "text": "How many?"}],
        "assumptions": [{"id": "A-01", "rank": 1, "changes": "wording", "question": "Q-01",
            "text": f"There are about fifty {model['entities'][0]['plural'].lower()} a month."}],
    }  # fmt: skip
    prior = {"searched": False, "text": "Nothing was searched; people use paper.", "alternatives": ["paper"]}
    feasibility = {"feasible": True, "verdict": "go", "clashes": [], "checks": [], "blockers": [], "limitations": [], "prior_art": prior}
    for type, content in (("IdeaSpec", spec), ("Feasibility", feasibility)):
        bench.store(type, json.dumps(content).encode(), name=f"{type}.json", media_type="application/json", phase="intake", producer="test")
