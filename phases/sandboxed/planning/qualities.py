"""The non-functional requirements: each a number with a unit, the tool that measures it, and the report in which it stands. Used by NFRsAgent.

What the idea says of speed, crowd, cost and the like comes first (typed qualities, then quantities); else the written rules give a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.business_rules import Quality
from phases.sandboxed.author.domain import DomainModel, Quantity
from phases.sandboxed.planning.actions import endpoint
from phases.sandboxed.planning.claims import Claim, Given, by_rule
from phases.sandboxed.planning.privacy import sensitivity
from phases.sandboxed.planning.surroundings import around
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.speech import saying, speech_of

USUAL_LATENCY_MS = 500
USUAL_USERS = 5
MOST_USERS_ON_ONE_MACHINE = 50
LONGEST_LATENCY_MS = 10_000
USUAL_ERROR_RATE = 0.01
_MILLISECONDS = {"ms": 1, "millisecond": 1, "milliseconds": 1, "s": 1000, "second": 1000, "seconds": 1000, "sec": 1000}
# a time limits the product's answers only where the words around it speak of answering: a plank of 30 seconds is none
_AN_ANSWER = re.compile(r"\b(answer|respon[ds]|repl(y|ies)|load|latenc|fast|quick)", re.IGNORECASE)
_USERS = frozenset({"user", "users", "person", "persons", "people", "customer", "customers", "member", "members"})
Entry = dict[str, Any]


def nfrs(model: DomainModel, source: Given, told: str = "") -> dict[str, Any]:
    """Return the content of an NFRs artifact, with claims; `told` is the text of the idea."""
    entries = [_latency(model, source, told), *_fixed(model, source), *_asked(model, source)]
    return {"nfrs": [{"id": f"NFR-{number:03d}", **entry} for number, entry in enumerate(entries, start=1)]}


def quality_of(model: DomainModel, kind: str) -> tuple[int, Quality] | None:
    """Return the first quality of a kind, with its index: one with a figure before one without."""
    found = [(index, quality) for index, quality in enumerate(model.qualities) if quality.kind == kind]
    return next(iter(sorted(found, key=lambda entry: entry[1].value is None)), None)


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
    crowd = quality_of(model, "volume")
    if crowd and crowd[1].value and crowd[1].value >= 1 and crowd[1].unit.lower() in _USERS | {actor.name.lower() for actor in model.actors}:
        return min(int(crowd[1].value), MOST_USERS_ON_ONE_MACHINE), None
    return USUAL_USERS, None


def _entry(
    category: str, statement: Claim, metric: str, operator: str, value: float, unit: str, condition: str, agent: str, report: str, tool: str
) -> Entry:
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
        "tool": tool,
    }


def _latency(model: DomainModel, source: Given, told: str) -> Entry:
    resource = resources_of(model)[0]
    users, crowd = load_users(model)
    limit, speed = response_limit(model, told), quality_of(model, "speed")
    typed = speed[1].value * _MILLISECONDS.get(speed[1].unit.lower(), 0) if speed and speed[1].value else 0
    typed = typed if 0 < typed <= LONGEST_LATENCY_MS else 0
    value = int(typed) if typed else limit[0] if limit else USUAL_LATENCY_MS
    say, speech_id = saying(resource), speech_of(model).rule("prd.nfr.latency")
    text = say("The p95 latency of a list request for {it:many} is at most {value} ms while {users} users work at once.", value=value, users=users)
    quantity = limit[1] if limit else crowd
    if typed and speed:
        statement = source.claim(_said(model, text, speed[1].text), f"/qualities/{speed[0]}/text")
    elif quantity is None:
        statement = by_rule(text, speech_id)
    else:
        statement = source.claim(_said(model, text, f"{quantity.phrase}."), f"/quantities/{model.quantities.index(quantity)}/phrase")
    condition = say("{endpoint}, {users} users at once", endpoint=endpoint(resource, "list"), users=users)
    return _entry("performance", statement, "p95_latency_ms", "<=", value, "ms", condition, "PerformanceAgent", "PerfReport", "tool.qa.performance")


def _said(model: DomainModel, text: str, words: str) -> str:
    """Return a sentence followed by the idea's own words for it."""
    return speech_of(model).say("{text}; the idea says: {words}", text=text[:-1], words=words)


def _kinds(model: DomainModel) -> str:
    """Return the names of all kinds of records."""
    speech = speech_of(model)
    return speech.listed(f"{speech.thing(entity):many}" for entity in model.entities)


def _fixed(model: DomainModel, source: Given) -> list[Entry]:
    speech, kinds, e2e = speech_of(model), _kinds(model), "E2ETestAgent"
    say, rule = speech.say, speech.rule
    pages = say("The pages of {kinds} have 0 violations of the accessibility rules.", kinds=kinds)
    contract = say("Every operation on {kinds} answers as its OpenAPI document says, with 0 failures.", kinds=kinds)
    return [
        _errors(model, source),
        _entry("reliability", by_rule(say("The service answers its health check at most 5 s after start."), rule("prd.nfr.startup")),
               "startup_s", "<=", 5, "s", say("GET /healthz after start"), e2e, "TestReports", "tool.qa.e2e"),
        _entry("accessibility", _cited(model, source, "accessibility", pages, "prd.nfr.accessibility"),
               "accessibility_violations", "==", 0, "violations", say("every served page"),
               "AccessibilityAgent", "A11yAudit", "tool.qa.accessibility"),
        _entry("maintainability", by_rule(say("The product's own tests cover at least 80 percent of its lines."), rule("prd.nfr.coverage")),
               "line_coverage", ">=", 0.8, "share", say("all modules of the product"), e2e, "CoverageReport", "tool.qa.coverage"),
        _entry("correctness", by_rule(say("All tests of {kinds} pass.", kinds=kinds), rule("prd.nfr.tests")),
               "tests_passed", ">=", 1.0, "share", say("every test of the repository"), e2e, "TestReports", "tool.qa.unitTests"),
        _entry("correctness", by_rule(contract, rule("prd.nfr.contract")),
               "contract_failures", "==", 0, "failures", say("every operation of the started service"),
               "dast-agent", "SecurityPack", "tool.dast.zap"),
        _entry("security", by_rule(say("The security scans have 0 findings of critical severity."), rule("prd.nfr.critical")),
               "critical_findings", "==", 0, "findings", say("the released commit"), "sast-agent", "VulnerabilityScan", "tool.code.staticPack"),
        _entry("security", by_rule(say("The repository holds 0 secrets."), rule("prd.nfr.secrets")),
               "secrets", "==", 0, "secrets", say("every file of the released commit"),
               "secrets-hygiene-agent", "SecurityPack", "tool.code.secretScan"),
    ]  # fmt: skip


def _errors(model: DomainModel, source: Given) -> Entry:
    """Return the limit on server errors: what the idea says of being there decides it, as far as a test under load can tell."""
    users, _ = load_users(model)
    there = quality_of(model, "availability")
    value = round(1 - there[1].value / 100, 6) if there and there[1].value and 90 <= there[1].value < 100 else USUAL_ERROR_RATE
    speech = speech_of(model)
    percent = speech.number(value * 100)
    text = speech.say(
        "At most {percent} percent of the requests of {users} users under load may end in a server error.", percent=percent, users=users
    )
    statement = _cited(model, source, "availability", text, "prd.nfr.errors")
    together = speech.say("{users} users at once", users=users)
    return _entry("reliability", statement, "error_rate", "<=", value, "share", together, "LoadTestAgent", "PerfReport", "tool.qa.load")


def _cited(model: DomainModel, source: Given, kind: str, text: str, rule: str) -> Claim:
    """Return the claim by the idea's own words where it speaks of this kind of quality, else by the written rule."""
    found = quality_of(model, kind)
    if found is None:
        return by_rule(text, speech_of(model).rule(rule))
    return source.claim(_said(model, text, found[1].text), f"/qualities/{found[0]}/text")


def _asked(model: DomainModel, source: Given) -> Iterator[Entry]:
    """Yield what only this idea asks for: care for its personal fields, small screens, and a cost that it names."""
    speech = speech_of(model)
    private = [
        saying(resource)("{field} of {it:many}", field=speech.label(field.label))
        for resource in resources_of(model)
        for field in resource.fields
        if sensitivity(resource, field) != "internal"
    ]
    if private:
        fields = speech.listed(private)
        text = speech.say("All personal fields ({fields}) have a purpose and a protection in the privacy assessment.", fields=fields)
        yield _entry("privacy", _cited(model, source, "privacy", text, "prd.nfr.privacy"), "dpia_coverage", "==", 1.0, "share",
                     fields, "privacy-dpia-agent", "DPIA", "tool.privacy.dpia")  # fmt: skip
    if quality_of(model, "devices"):
        text = speech.say("The pages of {kinds} have 0 fixed widths, so that they fit 320 pixels and more.", kinds=_kinds(model))
        yield _entry("devices", _cited(model, source, "devices", text, "prd.nfr.devices"), "fixed_widths", "==", 0, "widths",
                     speech.say("every style sheet and page"), "ResponsiveAgent", "ResponsiveReview", "tool.aesthetic.layout")  # fmt: skip
    cost = quality_of(model, "cost")
    if cost and cost[1].value:
        index, quality = cost
        amount = f"{speech.number(quality.value)} {quality.unit}".strip()
        text = speech.say("Running it costs at most {amount} a month; the idea says: {words}", amount=amount, words=quality.text)
        yield _entry("cost", source.claim(text, f"/qualities/{index}/text"), "service_cost_per_month", "<=", quality.value, quality.unit or "USD",
                     speech.say("the sizes of the plan at its prices"), "PricingAgent", "PricingModel", "tool.biz.model")  # fmt: skip
