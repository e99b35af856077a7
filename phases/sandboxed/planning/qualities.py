"""The non-functional requirements: each a number with a unit, and the report in which qa will find it. Used by NFRsAgent."""

from __future__ import annotations

import re
from typing import Any

from phases.sandboxed.author.domain import DomainModel, Quantity
from phases.sandboxed.planning.actions import endpoint
from phases.sandboxed.planning.claims import Claim, Given, by_rule
from phases.sandboxed.planning.surroundings import around
from phases.sandboxed.planning.wording import lower
from phases.sandboxed.product.resources import resources_of

USUAL_LATENCY_MS = 500
USUAL_USERS = 5
MOST_USERS_ON_ONE_MACHINE = 50
LONGEST_LATENCY_MS = 10_000
_MILLISECONDS = {"ms": 1, "millisecond": 1, "milliseconds": 1, "s": 1000, "second": 1000, "seconds": 1000, "sec": 1000}
# a time limits the product's answers only where the words around it speak of answering: a plank of 30 seconds is none
_AN_ANSWER = re.compile(r"\b(answer|respon[ds]|repl(y|ies)|load|latenc|fast|quick)", re.IGNORECASE)
_USERS = frozenset({"user", "users", "person", "persons", "people", "customer", "customers", "member", "members"})


def nfrs(model: DomainModel, source: Given, told: str = "") -> dict[str, Any]:
    """Return the content of an NFRs artifact, with claims; `told` is the text of the idea."""
    entries = [_latency(model, source, told), *_fixed(model)]
    return {"nfrs": [{"id": f"NFR-{number:03d}", **entry} for number, entry in enumerate(entries, start=1)]}


def response_limit(model: DomainModel, told: str = "") -> tuple[int, Quantity] | None:
    """Return the limit in milliseconds that the idea names for an answer, and the quantity; None when it names none."""
    for quantity in model.quantities:
        limit = quantity.value * _MILLISECONDS.get(quantity.unit.lower(), 0)
        if 0 < limit <= LONGEST_LATENCY_MS and _AN_ANSWER.search(around(model, quantity, told)):
            return int(limit), quantity
    return None


def load_users(model: DomainModel) -> tuple[int, Quantity | None]:
    """Return how many users work at once in the latency test, and the idea's quantity behind it, if any."""
    for quantity in model.quantities:
        if quantity.unit.lower() in _USERS and quantity.value >= 1:
            return min(int(quantity.value), MOST_USERS_ON_ONE_MACHINE), quantity
    return USUAL_USERS, None


def _entry(
    category: str, statement: Claim, metric: str, operator: str, value: float, unit: str, condition: str, agent: str, report: str
) -> dict[str, Any]:
    return {
        "category": category,
        "statement": statement,
        "metric": metric,
        "operator": operator,
        "value": value,
        "unit": unit,
        "condition": condition,
        "measured_by": agent,
        "report": report,
    }


def _latency(model: DomainModel, source: Given, told: str) -> dict[str, Any]:
    resource = resources_of(model)[0]
    users, crowd = load_users(model)
    limit = response_limit(model, told)
    value = limit[0] if limit else USUAL_LATENCY_MS
    text = f"The p95 latency of a list request for {lower(resource.plural)} is at most {value} ms while {users} users work at once."
    quantity = limit[1] if limit else crowd
    if quantity is None:
        statement = by_rule(text, "prd.nfr.latency")
    else:
        statement = source.claim(f"{text[:-1]}; the idea says: {quantity.phrase}.", f"/quantities/{model.quantities.index(quantity)}/phrase")
    return _entry(
        "performance",
        statement,
        "p95_latency_ms",
        "<=",
        value,
        "ms",
        f"{endpoint(resource, 'list')}, {users} users at once",
        "PerformanceAgent",
        "PerfReport",
    )


def _fixed(model: DomainModel) -> list[dict[str, Any]]:
    users, _ = load_users(model)
    return [
        _entry(
            "reliability",
            by_rule(f"At most 1 percent of the requests of {users} users under load may end in a server error.", "prd.nfr.errors"),
            "error_rate",
            "<=",
            0.01,
            "share",
            f"{users} users at once",
            "LoadTestAgent",
            "PerfReport",
        ),
        _entry(
            "reliability",
            by_rule("The service answers its health check at most 5 s after start.", "prd.nfr.startup"),
            "startup_s",
            "<=",
            5,
            "s",
            "GET /healthz after start",
            "E2ETestAgent",
            "TestReports",
        ),
        _entry(
            "accessibility",
            by_rule("The served pages have 0 violations of the accessibility rules.", "prd.nfr.accessibility"),
            "accessibility_violations",
            "==",
            0,
            "violations",
            "every served page",
            "AccessibilityAgent",
            "A11yAudit",
        ),
        _entry(
            "maintainability",
            by_rule("The product's own tests cover at least 80 percent of its lines.", "prd.nfr.coverage"),
            "line_coverage",
            ">=",
            0.8,
            "share",
            "all modules of the product",
            "E2ETestAgent",
            "CoverageReport",
        ),
        _entry(
            "correctness",
            by_rule("All tests of the product pass.", "prd.nfr.tests"),
            "tests_passed",
            ">=",
            1.0,
            "share",
            "every test of the repository",
            "E2ETestAgent",
            "TestReports",
        ),
        _entry(
            "correctness",
            by_rule("Every operation of the interface answers as its OpenAPI document says, with 0 failures.", "prd.nfr.contract"),
            "contract_failures",
            "==",
            0,
            "failures",
            "every operation of the started service",
            "dast-agent",
            "SecurityPack",
        ),
        _entry(
            "security",
            by_rule("The security scans have 0 findings of critical severity.", "prd.nfr.critical"),
            "critical_findings",
            "==",
            0,
            "findings",
            "the released commit",
            "sast-agent",
            "VulnerabilityScan",
        ),
        _entry(
            "security",
            by_rule("The repository holds 0 secrets.", "prd.nfr.secrets"),
            "secrets",
            "==",
            0,
            "secrets",
            "every file of the released commit",
            "secrets-hygiene-agent",
            "SecurityPack",
        ),
    ]
