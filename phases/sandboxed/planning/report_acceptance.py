"""The acceptance criteria of a report that the idea asks for. `product.stories.report_bodies` writes one test each, in the same order."""

from __future__ import annotations

from phases.sandboxed.author.business_rules import Report
from phases.sandboxed.planning.acceptance import Criterion
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.speech import speech_of


def report_criteria(resource: Resource, report: Report) -> list[Criterion]:
    """Return (given, when, then) for a report: figures that follow from rows, parts that make the whole, and no rows at all."""
    speech, it = speech_of(resource), speech_of(resource).thing(resource)
    labels = {field.name: speech.label(field.label) for field in resource.fields}
    parts = speech.listed([*(labels[name] for name in report.by), *([speech.say(report.period)] if report.period else [])])
    each = speech.say(" for each {parts}", parts=parts) if parts else ""
    field = labels[report.attribute] if report.attribute else ""
    figure = {
        "count": speech.say("the number of {it:many}", it=it),
        "sum": speech.say("the sum of {field}", field=field),
        "average": speech.say("the average of {field}", field=field),
    }[report.measure]
    three, opened = speech.say("three stored {it:many}", it=it), speech.say("the report is opened")
    return [
        (three, opened, speech.say("it shows {figure}{each} and over all", figure=figure, each=each)),
        (speech.say("no {it:many}", it=it), opened, speech.say("it has no parts, and its figure over all is zero or empty")),
    ]
