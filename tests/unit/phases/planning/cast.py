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

MODELS = {"todo": TODOS, "clinic": CLINIC, "library": LIBRARY}


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
        content = json.loads(bench.bytes[ref.id])
        if ref.type == "ToolReport":
            reports[content["tool"]] = content
        elif ref.phase == phase:
            drafts.append((ref.type, artifact_schema(ref.type), content))
        else:
            earlier.setdefault(ref.type, []).insert(0, content)
    return ground(drafts, Sources(idea=bench.idea, artifacts=earlier, rules=rules(), reports=reports))
