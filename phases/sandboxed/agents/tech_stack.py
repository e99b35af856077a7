"""TechStackAgent: the smallest technical means that suffice, each with the rule that says why, or the idea's own words that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, given, rule_says, write
from phases.sandboxed.planning.wording import lower

_CHOICES = (
    ("language", "Python, standard library"),
    ("web", "WSGI, server-rendered pages"),
    ("database", "SQLite"),
    ("interface", "REST with OpenAPI"),
    ("accounts", "own accounts, a role each"),
    ("delivery", "container image, CI workflow"),
)
# kinds of rules → concern, means, why (the rule's words come first)
_FOR_RULES = (
    (("no_overlap", "capacity", "limit", "total", "unique", "queue"), "entries at the same moment", "one write transaction for check and entry",
     "two people may enter at the same moment, and SQLite lets one of them write while the other waits"),
    (("expiry", "lead", "reminder"), "time", "UTC from one clock in the service",
     "what is early or late is decided by the service's own clock, at the moment of the request, without a job beside it"),
    (("access", "approval"), "roles", "a role for each account, asked at every change",
     "who somebody is decides, so each request carries a session or a token"),
    (("visibility",), "sight", "one condition on every query",
     "lists, reports and exports are cut to the same rows in the query itself, so that no page can forget it"),
    (("reminder",), "reminders", "a due list in the product",
     "a list that people open needs no address of theirs and no mail server"),
    (("chronology", "duration", "bound", "required"), "values", "checks before anything is stored",
     "a wrong value is told at its field, and nothing half-entered is kept"),
)  # fmt: skip
_FOR_QUALITIES = {
    "privacy": ("privacy", "one machine, no outside service", "nothing leaves the machine, and whatever is deleted is gone with the next backups"),
    "cost": ("cost", "one small machine", "one process and one file need no paid service"),
    "devices": ("devices", "one column at 320 pixels", "pages are laid out by style sheets, and need no application to be installed"),
    "language": ("language", "all texts in one module", "what people read stands apart from what the service does"),
    "volume": ("volume", "paged lists and an index for each reference", "a page reads a few rows however many there are"),
    "speed": ("speed", "few queries a page", "answers are measured with one caller and with many before a release"),
    "availability": ("availability", "a health check and a restart by the machine", "the service keeps nothing in memory that a restart loses"),
    "accessibility": ("accessibility", "HTML forms with labels", "what the browser knows by itself works by keyboard and with a screen reader"),
}


def run(ctx: Context) -> dict[str, Any]:
    """Write the TechStack; return the number of choices. What Feasibility limits is repeated as a limit of the means. Raises MissingInput."""
    domain, feasibility = given(ctx, "DomainModel"), given(ctx, "Feasibility")
    model = DomainModel.from_json(domain.content)
    choices = [_choice(concern, choice, rule_says(f"ideation.tech.{concern}")) for concern, choice in _CHOICES]
    choices += [*_of_rules(model, domain), *_of_qualities(model, domain), *_of_things(model, domain)]
    choices += [
        _choice(f"limit: {limit['id']}", "left to people or to others", feasibility.repeated(f"/limitations/{index}/text"))
        for index, limit in enumerate(feasibility.content["limitations"])
    ]
    write(ctx, "TechStack", {"choices": choices})
    return {"choices": len(choices)}


def _choice(concern: str, choice: str, text: Claim) -> dict[str, Any]:
    return {"concern": concern, "choice": choice, "text": text}


def _said(words: str) -> str:
    return words.strip().rstrip(".")


def _of_rules(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    for kinds, concern, choice, why in _FOR_RULES:
        index = next((index for index, rule in enumerate(model.rules) if rule.kind in kinds), None)
        if index is not None:
            yield _choice(concern, choice, domain.claim(f"“{_said(model.rules[index].text)}”: {why}.", f"/rules/{index}/text"))


def _of_qualities(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    for index, quality in enumerate(model.qualities):
        if quality.kind in _FOR_QUALITIES:
            concern, choice, why = _FOR_QUALITIES[quality.kind]
            yield _choice(concern, choice, domain.claim(f"“{_said(quality.text)}”: {why}.", f"/qualities/{index}/text"))


def _of_things(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    for index, entity in enumerate(model.entities):
        text = domain.claim(f"One table and one resource hold {lower(entity.plural)}.", f"/entities/{index}/plural")
        yield _choice(f"storage of {entity.id}", "one table, one resource", text)
    for index, export in enumerate(model.exports):
        text = domain.claim(f"“{_said(export.text)}”: the csv module writes what every spreadsheet reads.", f"/exports/{index}/text")
        yield _choice("export", export.format.upper(), text)
    for index, report in enumerate(model.reports):
        text = domain.claim(
            f"“{_said(report.text)}”: the database groups and totals, so that the figures and the rows agree.", f"/reports/{index}/text"
        )
        yield _choice(f"report {report.id}", "GROUP BY in SQLite", text)
