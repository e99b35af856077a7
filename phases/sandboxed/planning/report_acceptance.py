"""The acceptance criteria of a report that the idea asks for. `product.stories.report_bodies` writes one test each, in the same order."""

from __future__ import annotations

from phases.sandboxed.author.business_rules import Report
from phases.sandboxed.planning.acceptance import Criterion
from phases.sandboxed.planning.wording import listed, lower
from phases.sandboxed.product.resources import Resource


def report_criteria(resource: Resource, report: Report) -> list[Criterion]:
    """Return (given, when, then) for a report: figures that follow from rows, parts that make the whole, and no rows at all."""
    many = lower(resource.plural)
    parts = listed([*(lower(name.replace("_", " ")) for name in report.by), *([report.period] if report.period else [])])
    figure = {"count": f"the number of {many}", "sum": "the sum", "average": "the average"}[report.measure]
    of = f" of {lower(report.attribute.replace('_', ' '))}" if report.measure != "count" else ""
    each = f" for each {parts}" if parts else ""
    return [
        (f"three stored {many}", "the report is opened", f"it shows {figure}{of}{each} and over all"),
        (f"no {many}", "the report is opened", "it has no parts, and its figure over all is zero or empty"),
    ]
