"""TechStackAgent: the smallest technical means that suffice, each with the rule that says why, or the idea's own words that ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.context import Context
from phases.sandboxed.planning.claims import Claim, Given, given, rule_says, write
from phases.sandboxed.speech import speech_of
from phases.sandboxed.speech.saying import pattern, patterns

_CHOICES = (
    ("language", pattern("Python, standard library")),
    ("web", pattern("WSGI, server-rendered pages")),
    ("database", pattern("SQLite")),
    ("interface", pattern("REST with OpenAPI")),
    ("accounts", pattern("own accounts, a role each")),
    ("delivery", pattern("container image, CI workflow")),
)
# kinds of rules → concern, means, why (the rule's words come first)
_FOR_RULES = (
    (("no_overlap", "capacity", "limit", "total", "unique", "queue"),
     patterns("entries at the same moment", "one write transaction for check and entry",
     "two people may enter at the same moment, and SQLite lets one of them write while the other waits")),
    (("expiry", "lead", "reminder"), patterns("time", "UTC from one clock in the service",
     "what is early or late is decided by the service's own clock, at the moment of the request, without a job beside it")),
    (("access", "approval"), patterns("roles", "a role for each account, asked at every change",
     "who somebody is decides, so each request carries a session or a token")),
    (("visibility",), patterns("sight", "one condition on every query",
     "lists, reports and exports are cut to the same rows in the query itself, so that no page can forget it")),
    (("reminder",), patterns("reminders", "a due list in the product",
     "a list that people open needs no address of theirs and no mail server")),
    (("chronology", "duration", "bound", "required"), patterns("values", "checks before anything is stored",
     "a wrong value is told at its field, and nothing half-entered is kept")),
)  # fmt: skip
_FOR_QUALITIES = {
    "privacy": patterns(
        "privacy", "one machine, no outside service", "nothing leaves the machine, and whatever is deleted is gone with the next backups"
    ),
    "cost": patterns("cost", "one small machine", "one process and one file need no paid service"),
    "devices": patterns("devices", "one column at 320 pixels", "pages are laid out by style sheets, and need no application to be installed"),
    "language": patterns("language", "all texts in one module", "what people read stands apart from what the service does"),
    "volume": patterns("volume", "paged lists and an index for each reference", "a page reads a few rows however many there are"),
    "speed": patterns("speed", "few queries a page", "answers are measured with one caller and with many before a release"),
    "availability": patterns(
        "availability", "a health check and a restart by the machine", "the service keeps nothing in memory that a restart loses"
    ),
    "accessibility": patterns(
        "accessibility", "HTML forms with labels", "what the browser knows by itself works by keyboard and with a screen reader"
    ),
}


def run(ctx: Context) -> dict[str, Any]:
    """Write the TechStack; return the number of choices. What Feasibility limits is repeated as a limit of the means. Raises MissingInput."""
    domain, feasibility = given(ctx, "DomainModel"), given(ctx, "Feasibility")
    model = DomainModel.from_json(domain.content)
    speech = speech_of(model)
    choices = [_choice(concern, speech.say(choice), rule_says(speech.rule(f"ideation.tech.{concern}"))) for concern, choice in _CHOICES]
    choices += [*_of_rules(model, domain), *_of_qualities(model, domain), *_of_things(model, domain)]
    choices += [
        _choice(f"limit: {limit['id']}", speech.say("left to people or to others"), feasibility.repeated(f"/limitations/{index}/text"))
        for index, limit in enumerate(feasibility.content["limitations"])
    ]
    write(ctx, "TechStack", {"choices": choices})
    return {"choices": len(choices)}


def _choice(concern: str, choice: str, text: Claim) -> dict[str, Any]:
    return {"concern": concern, "choice": choice, "text": text}


def _said(words: str) -> str:
    return words.strip().rstrip(".")


def _of_rules(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    say = speech_of(model).say
    for kinds, (concern, choice, why) in _FOR_RULES:
        index = next((index for index, rule in enumerate(model.rules) if rule.kind in kinds), None)
        if index is not None:
            text = say("“{words}”: {why}.", words=_said(model.rules[index].text), why=say(why))
            yield _choice(say(concern), say(choice), domain.claim(text, f"/rules/{index}/text"))


def _of_qualities(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    say = speech_of(model).say
    for index, quality in enumerate(model.qualities):
        if quality.kind in _FOR_QUALITIES:
            concern, choice, why = _FOR_QUALITIES[quality.kind]
            text = say("“{words}”: {why}.", words=_said(quality.text), why=say(why))
            yield _choice(say(concern), say(choice), domain.claim(text, f"/qualities/{index}/text"))


def _of_things(model: DomainModel, domain: Given) -> Iterator[dict[str, Any]]:
    say, speech = speech_of(model).say, speech_of(model)
    for index, entity in enumerate(model.entities):
        text = domain.claim(say("One table and one resource hold {it:many}.", it=speech.thing(entity)), f"/entities/{index}/plural")
        yield _choice(say("storage of {id}", id=entity.id), say("one table, one resource"), text)
    for index, export in enumerate(model.exports):
        text = say("“{words}”: the csv module writes what every spreadsheet reads.", words=_said(export.text))
        yield _choice("export", export.format.upper(), domain.claim(text, f"/exports/{index}/text"))
    for index, report in enumerate(model.reports):
        text = say("“{words}”: the database groups and totals, so that the figures and the rows agree.", words=_said(report.text))
        yield _choice(say("report {id}", id=report.id), say("GROUP BY in SQLite"), domain.claim(text, f"/reports/{index}/text"))
