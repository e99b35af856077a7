"""guard.archContract: are interface and data model valid, and do they both hold every entity and field of the domain model?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.planning.evidence import report_about
from phases.sandboxed.planning.openapi_rules import operations
from phases.sandboxed.product.operations import camel
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.reports import guard_report, rule_metric, tool_metric

GUARD, VERSION = "guard.archContract", "1.0.0"
API, SQL = "tool.arch.openapiCheck", "tool.arch.sqlCheck"
FIGURES = (
    Figure(metric="openapi_errors", tool=API, unit="errors", over=("/data/operations",), stands_alone=True),
    Figure(metric="schema_errors", tool=SQL, unit="errors", over=("/data/tables",), stands_alone=True),
    Figure(metric="constraints_enforced", tool=SQL, unit="share", over=("/data/constraints",)),
)
_RULED = ("entities_covered", "fields_consistent", "endpoints_served")


def run(ctx: Context) -> dict[str, Any]:
    """Return the GuardReport: `openapi_errors`, `schema_errors` (numbers), `constraints_enforced` and the consistency shares."""
    erd, openapi, domain, rtm = (ctx.find(type) for type in ("ERD", "OpenAPI", "DomainModel", "RTM"))
    api_report = None if openapi is None else report_about(ctx, API, openapi["document"])
    sql_report = None if erd is None else report_about(ctx, SQL, erd["sql"])
    findings = [
        {"severity": "high", "artifact": artifact, "message": str(error), "fix": "write what the tool accepts"}
        for artifact, report in (("OpenAPI", api_report), ("ERD", sql_report))
        for error in (report or {"data": {}})["data"].get("errors", [])
    ]
    shares: dict[str, float | None] = dict.fromkeys(_RULED)
    if erd is not None and openapi is not None and domain is not None:
        shares = _consistency(resources_of(domain), erd, openapi["document"], rtm, findings)
    over = {"erd": erd, "openapi": openapi, "domain": domain, "rtm": rtm}
    metrics = {
        **{figure.metric: tool_metric(api_report if figure.tool == API else sql_report, figure) for figure in FIGURES},
        **{name: rule_metric(value, "share", rule=GUARD, version=VERSION, over=over) for name, value in shares.items()},
    }
    return guard_report(GUARD, version=VERSION, metrics=metrics, findings=findings)


def _consistency(
    resources: Iterable[Resource], erd: Mapping[str, Any], document: Mapping[str, Any], rtm: Mapping[str, Any] | None, findings: list[dict[str, Any]]
) -> dict[str, float | None]:
    columns = {entry["table"]: {column["name"] for column in entry["columns"]} for entry in erd["entities"]}
    schemas = document.get("components", {}).get("schemas", {})
    paths = document.get("paths", {})
    whole, fields = [], []
    for resource in resources:
        properties = schemas.get(camel(resource.id), {}).get("properties", {})
        for field in resource.fields:
            fields.append(field.name in columns.get(resource.id, ()) and field.name in properties)
            if not fields[-1]:
                findings.append(_gap(f"{resource.id}.{field.name} does not stand in both the data model and the interface"))
        whole.append(resource.id in columns and bool(properties) and f"/api/{resource.path}" in paths)
        if not whole[-1]:
            findings.append(_gap(f"{resource.id} has no table, no schema or no path"))
    served = {f"{method.upper()} {path}" for path, method, _, _ in operations(document)}
    traced = {endpoint for row in (rtm or {"rows": []})["rows"] for endpoint in row["endpoints"]}
    findings += [_gap(f"the matrix names {endpoint}, which the interface does not serve") for endpoint in sorted(traced - served)]
    return {"entities_covered": _share(whole), "fields_consistent": _share(fields), "endpoints_served": _share([e in served for e in sorted(traced)])}


def _gap(message: str) -> dict[str, Any]:
    return {"severity": "high", "artifact": "OpenAPI", "message": message, "fix": "write data model and interface from the domain model"}


def _share(flags: list[bool]) -> float | None:
    return sum(flags) / len(flags) if flags else None
