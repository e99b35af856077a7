"""STRIDE per element: the elements of the product's data flow, and the threats that a written rule names for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.security.controls import chosen

APPLICABLE = {"actor": "SR", "process": "STRIDE", "store": "TRID", "flow": "TID"}
NAMES = {
    "S": "Spoofing",
    "T": "Tampering",
    "R": "Repudiation",
    "I": "Information disclosure",
    "D": "Denial of service",
    "E": "Elevation of privilege",
}
# (kind, letter) → controls that answer the threat; its rule is threat.<kind>.<name of the letter>
CONTROLS: dict[tuple[str, str], tuple[str, ...]] = {
    ("actor", "S"): ("authentication", "forgery protection"),
    ("actor", "R"): ("authentication", "audit trail"),
    ("process", "S"): ("encrypted transport",),
    ("process", "T"): ("parameterised SQL", "input validation", "output escaping"),
    ("process", "R"): ("access log",),
    ("process", "I"): ("input validation", "security headers"),
    ("process", "D"): ("body size limit", "bounded lists", "rate limit"),
    ("process", "E"): ("unprivileged user", "least dependencies"),
    ("store", "T"): ("parameterised SQL", "foreign keys"),
    ("store", "R"): ("audit trail",),
    ("store", "I"): ("authentication", "unprivileged user"),
    ("store", "D"): ("backup", "bounded lists"),
    ("flow", "T"): ("encrypted transport",),
    ("flow", "I"): ("encrypted transport",),
    ("flow", "D"): ("rate limit", "request timeout"),
}
STATUSES = ("mitigated", "partly mitigated", "open")
RESPONSES = {
    "mitigated": "Keep the controls, and the tests that hold them.",
    "partly mitigated": "Add what is missing, or accept the rest in writing before strangers can reach the service.",
    "open": "Let only trusted people and networks reach the service until a control is added.",
}


@dataclass(frozen=True, kw_only=True)
class Element:
    """One element of the data flow: an actor, a process (the service, an API path), a store (a table) or a flow."""

    id: str
    kind: str
    name: str


def elements(model: Mapping[str, Any], api: Mapping[str, Any]) -> list[Element]:
    """Return the elements of the product, in fixed order, from the domain model and the product's API document."""
    found = [Element(id=f"actor:{actor['id']}", kind="actor", name=actor["name"]) for actor in model.get("actors", ())]
    found.append(Element(id="process:service", kind="process", name="the web service"))
    found += [Element(id=f"process:{path}", kind="process", name=path) for path in sorted(api.get("paths", {}))]
    found += [Element(id=f"store:{entity['id']}", kind="store", name=f"the table of {entity['plural']}") for entity in model["entities"]]
    flows = (("browser-service", "requests and answers between browser and service"), ("service-database", "statements between service and database"))
    return [*found, *(Element(id=f"flow:{id}", kind="flow", name=name) for id, name in flows)]


def applicable(found: list[Element]) -> set[tuple[str, str]]:
    """Return every (element id, STRIDE category) that a threat model has to answer."""
    return {(element.id, NAMES[letter]) for element in found for letter in APPLICABLE[element.kind]}


def rule_of(kind: str, letter: str) -> str:
    return f"threat.{kind}.{NAMES[letter].split()[0].lower()}"


def threats(found: list[Element], controls: Mapping[str, str], impact: int) -> list[dict[str, Any]]:
    """Return one threat for each kind and category; `impact` (0–3) is that of the most sensitive data that is kept."""
    listed = []
    for (kind, letter), names in CONTROLS.items():
        concerned = [element for element in found if element.kind == kind]
        if concerned:
            told = chosen(names, controls)
            status = _status([control["present"] for control in told])
            listed.append(
                {
                    "id": f"T{len(listed) + 1:02d}",
                    "category": NAMES[letter],
                    "elements": [element.id for element in concerned],
                    "rule": rule_of(kind, letter),
                    "severity": severity(letter, status, impact),
                    "controls": told,
                    "status": status,
                    "response": RESPONSES[status],
                }
            )
    return listed


def _status(there: list[bool]) -> str:
    return STATUSES[0] if all(there) else STATUSES[1] if any(there) else STATUSES[2]


def severity(letter: str, status: str, impact: int) -> str:
    """Return the residual severity by rule threat.severity."""
    if status == "mitigated":
        return "info"
    sensitive = letter in "STI" and impact >= 3
    if status == "open":
        return "high" if sensitive else "medium"
    return "medium" if sensitive else "low"
