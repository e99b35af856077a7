"""Writes the module of a report that the idea asks for: rows counted, summed or averaged, by attributes or by period."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import Report
from phases.sandboxed.product import templates
from phases.sandboxed.product.asked import report_operation, report_path
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.querying import OF_MAKER, sql_literal
from phases.sandboxed.product.resources import Resource, slug

_MEANINGS = {"count": "how many rows there are", "sum": "the sum of the values", "average": "the average of the values, None without any"}


def report_module(report: Report) -> str:
    """Return the name of a report's module in `app/features`."""
    name = slug(report.id, joiner="_")
    return name if name.startswith("report") else f"report_{name}"


def report_paths(resource: Resource, report: Report) -> dict[str, Any]:
    """Return what the report adds to the paths of the contract."""
    return {report_path(resource, report.id): report_operation(resource, report)}


def report_source(resource: Resource, report: Report, story_id: str) -> str:
    """Return the source of a report's module; names are the product's (`product.rules.reports_of`)."""
    said, period = " ".join(report.text.split()), report.period
    when = report.on or "made_at"
    names = dict.fromkeys([*report.by, *([report.attribute] if report.attribute else []), *([when] if period else [])])
    listed = ", ".join(f'"{name}"' for name in names) or '"id"'
    words = ["inside", "read_number", "say"]
    return templates.fill(
        "features/figures.py",
        story=story_id,
        said=said.replace("\\", "/").replace('"', "'")[:120],
        id=resource.id,
        path=resource.path,
        slug=slug(report.id),
        title=literal(said[:1].upper() + said[1:].rstrip(".")),
        by=literal(report.by),
        rows=sql_literal(f'SELECT {listed} FROM "{resource.id}" WHERE {OF_MAKER}'),
        each=f" and {period}" if period else "",
        period=f'row["{when}"] and period_name(row["{when}"], "{period}")' if period else "None",
        shared="from app.rules import period_name\n" if period else "",
        words=", ".join(words),
        measure=report.measure,
        attribute=literal(report.attribute or None),
        meaning=_MEANINGS[report.measure],
        figure=_figure(report),
        grouped=literal(bool(report.by or period)),
        period_label=f'[say("{period}")]' if period else "[]",
        period_cell='[escape(group["period"] or say("none"))]' if period else "[]",
        figure_label=f'FIELDS["{report.attribute}"].label' if report.measure != "count" else 'say("how_many")',
        unit="",
    )


def _figure(report: Report) -> str:
    if report.measure == "count":
        return "    return len(rows)\n"
    values = f'    values = [row["{report.attribute}"] for row in rows if row["{report.attribute}"] is not None]\n'
    if report.measure == "sum":
        return values + "    return round(sum(values), 6)\n"
    return values + "    return round(sum(values) / len(values), 6) if values else None\n"
