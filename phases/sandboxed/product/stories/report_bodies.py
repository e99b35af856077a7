"""The bodies of the acceptance tests of reports, in the order in which `planning.report_acceptance` writes their criteria."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.author.business_rules import Report
from phases.sandboxed.product.asked import report_path
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.roles import Roles

Body = list[str]


def report_bodies(model: Any, resource: Resource, report: Report) -> list[Body | None]:
    """Return the bodies: figures that are counted once more from the rows themselves, and those over no rows."""
    role = literal(Roles(model).doing(resource.id, "view"))
    path = report_path(resource, report.id)
    asked = [f"self.sign_in({role})", f'report = self.api("GET", "{path}").json()']
    page = f'self.assertEqual(self.ask("GET", "{path.removeprefix("/api")}").status, 200)'
    return [[*_rows(resource, report), *asked, *_figures(report), page], [*asked, *_nothing(report), page]]


def _rows(resource: Resource, report: Report) -> Body:
    return [f'rows = [self.make("{resource.id}") for _ in range(3)]'] + (
        [f'values = [row["{report.attribute}"] for row in rows if row["{report.attribute}"] is not None]'] if report.measure != "count" else []
    )


def _figures(report: Report) -> Body:
    total = {"count": "3", "sum": "sum(values)", "average": "(sum(values) / len(values) if values else None)"}[report.measure]
    lines = [f'self.assertEqual((report["measure"], report["total"]), ({literal(report.measure)}, {total}))']
    if not (report.by or report.period):
        return [*lines, 'self.assertEqual(report["groups"], [])']
    for name in report.by:
        lines.append(f'self.assertEqual({{group["by"]["{name}"] for group in report["groups"]}}, {{row["{name}"] for row in rows}})')
    if report.period:
        when = f'row["{report.on}"]' if report.on else "self.now()"
        names = f'{{period_name({when}, "{report.period}") for row in rows if {when} is not None}}'
        lines.append(f'self.assertEqual({{group["period"] for group in report["groups"] if group["period"]}}, {names})')
    if report.measure in ("count", "sum"):
        lines.append('self.assertEqual(sum(group["value"] for group in report["groups"]), report["total"])')
    return lines


def _nothing(report: Report) -> Body:
    total = "None" if report.measure == "average" else "0"
    return [f'self.assertEqual((report["total"], report["groups"]), ({total}, []))']
