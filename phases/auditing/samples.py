"""Reports as the tools leave them about a product without a fault: what the audit breaks, one place at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from phases.auditing import bench
from phases.auditing.bench import Product
from phases.sandboxed.reports import tool_report

_SUITE = {"tests": 90, "passed": 90, "failed": 0, "errors": 0, "skipped": 0, "pass_share": 1.0, "failures": []}
_LOOKS = {
    "contrast": {"pairs": [], "unreadable_colours": []},
    "motion": {"reduced_motion": True},
    "layout": {"fixed_widths": [], "pages_without_viewport": []},
    "pages_count": 6,
    "contrast_ratio": 7.2,
    "contrast_pairs": 9,
    "unreadable_colours": 0,
    "page_weight_kb": 9.5,
    "page_requests": 2,
    "blocking_requests": 1,
    "images_without_size": 0,
    "longest_move_ms": 120.0,
    "reduced_motion": True,
    "fixed_widths": 0,
    "viewport_missing": 0,
}
_JOURNEYS = {"steps": [], "steps_count": 14, "e2e_failures": 0, "stories": [{"walked": True}], "stories_walked_share": 1.0}
_PAGES = {"pages_count": 6, "suites_failed": 0, "markup_slips": 0, "external_resources": 0, "broken_links": 0}
_BROWSER = {"engine": "axe-core 4.12.1", "browser": "Chromium 156", "pages": ["/"], "rules": 90, "violations": []}
_SERVED = {"producer_of": {"attacks_succeeded": 0, "security_headers_missing": 0}, "findings": []}
_ATTACKED = {"operations_tested": 12, "pages_probed": 5, "attacks": 7, "dast_failures": 0, "attacks_succeeded": 0, "security_headers_missing": 0}
_CHECKED = [{"check": "start", "passed": True, "detail": "it printed its address"}]
_USED = {"tasks": 12, "task_completion": 1.0, "requests": 80, "server_errors": 0, "frictions": [], "personas": [], "endpoints": []}

_DATA: Mapping[str, Mapping[str, Any]] = {
    "tool.intake.feasibility": {
        "feasibility": True,
        "blockers_count": 0,
        "blockers": [],
        "verdict": "go",
        "clashes": [],
        "clashes_count": 0,
        "checks": [{"id": "things", "passed": True}],
    },
    "tool.arch.openapiCheck": {"openapi_errors": 0, "operations": 12, "errors": []},
    "tool.arch.sqlCheck": {"schema_errors": 0, "constraints": 9, "constraints_enforced": 1.0, "tables": [{"name": "todo"}], "errors": []},
    "tool.qa.unitTests": _SUITE,
    "tool.product.start": {"starts": True, "answers": [{"path": "/", "status": 200}], "wrong": 0},
    "tool.code.secretScan": {"secrets": 0, "files_scanned": 40, "findings": []},
    "tool.code.depScan": {"critical_cves": 0, "high_cves": 0, "files_read": 30, "findings": []},
    "tool.code.staticPack": {"critical_sast": 0, "high_sast": 0, "files_scanned": 30, "findings": []},
    "tool.iac.conftest": {"iac_violations": 0, "rules_applied": 20, "findings": []},
    "tool.container.bench": {"container_violations": 0, "dockerfiles": 1, "findings": []},
    "tool.dast.zap": {**_SERVED, **_ATTACKED},
    "tool.sbom.cyclonedx": {"schema_errors": 0, "components": 41, "findings": []},
    "tool.qa.coverage": {**_SUITE, "lines": 800, "covered": 780, "percent": 97.5},
    "tool.qa.e2e": _JOURNEYS,
    "tool.qa.performance": {"wrong_answers": 0},
    "tool.qa.load": {"users": 5},
    "tool.qa.accessibility": {"a11y_violations": 0, "pages_count": 6, "rules_count": 15, "violations": []},
    "tool.qa.compatibility": {**_PAGES, "markup": [], "external": [], "broken": [], "failures": []},
    "tool.aesthetic.measure": _LOOKS,
    "tool.release.boot": {"boots": True, "checks": _CHECKED},
    "tool.release.rollback": {"rollback": True, "steps": _CHECKED, "rows_written": 3},
    "tool.release.baseline": {"server_errors": 0, "requests": 80},
    "tool.beta.deploy": {"deployed": True, "checks": _CHECKED},
    "tool.beta.telemetry": {"signals": [{"id": "TEL-01", "live": True, "observed": "200"}], "signals_live_share": 1.0},
    "tool.beta.personas": _USED,
}
_MEASURED: Mapping[str, Mapping[str, Any]] = {
    "tool.qa.performance": {"p95_latency_ms": 12.5, "crowd": {"requests": 300}, "list": {"requests": 100}},
    "tool.qa.load": {"requests": 900, "throughput_rps": 450.0, "error_rate": 0.0},
    "tool.qa.accessibility": {"browser": _BROWSER, "axe_violations": 0},
    "tool.qa.compatibility": {"versions_tested": 2},
    "tool.aesthetic.measure": {"server_response_ms": 4.2},
}


def sample(tool: str, product: Product) -> dict[str, Any]:
    """Return a tool's report about this product. Raises KeyError for a tool that no guard reads a figure from."""
    producer = {"tool": tool, "version": "1.0.0", "command": f"run {tool}", "exit_code": 0, "duration_ms": 1, "output_sha256": "a" * 64}
    data = {"commit": product.commit, "findings": [], **_DATA[tool]}
    if tool in bench.about():
        data["about_sha256"] = bench.about()[tool]
    measured = {"bundle_sha256": product.sha256, **_MEASURED.get(tool, {})}
    return tool_report(tool, version="1.0.0", producers=[producer, dict(producer)], data=data, measured=measured)
