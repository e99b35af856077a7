"""The audit in a browser within the phase: its own metric where the machine has one, owned up to where it has none, never excused when it broke."""

from __future__ import annotations

import json

import pytest

from ledger.digests import content_digest
from phases.auditing.bench import Placed, make_product, run_guard
from phases.auditing.samples import sample
from phases.sandboxed.quality import browsers
from phases.schemas.registry import artifact_schema
from tests.unit.phases.qa.planting import called, copied, plant, values

TOOL, GUARD = "tool.qa.accessibility", "guard.accessibilityAudit"
PRODUCT = make_product()
needs_a_browser = pytest.mark.skipif(not browsers.find(), reason="no Chromium on this machine")


def audited(bench):
    bench.run("AccessibilityAgent", phase="qa")
    return bench.content("A11yAudit"), bench.run(GUARD, phase="qa")


def judged(**measured):
    """Return what the guard says of a sound report whose `measured` is this."""
    report = {**sample(TOOL, PRODUCT), "measured": measured}
    return run_guard(GUARD, "qa", PRODUCT, [Placed(report=report, phase="qa")])


@needs_a_browser
def test_axe_counts_what_no_written_rule_sees(bench):
    plant(bench, {"app/html.py": ("<h1>{escape(title)}</h1>", '<h1>{escape(title)}</h1><p style="opacity: 0.2">Pale</p><div aria-pressed="maybe">')})
    report = called(bench, TOOL)
    found = values(bench.run(GUARD, phase="qa"))
    assert {entry["rule"] for entry in report["measured"]["browser"]["violations"]} >= {"axe.aria-valid-attr-value"}
    assert found["axe_violations"] == len(report["measured"]["browser"]["violations"]) > 0
    assert found["browser_settled"] is True


@needs_a_browser
def test_every_page_that_the_written_rules_see_is_opened(bench):
    audit, _ = audited(bench)
    assert {page for page in audit["pages"] if "refused form" not in page} <= set(audit["browser"]["pages"])
    assert any(page.endswith("(sent empty)") for page in audit["browser"]["pages"])
    assert any("axe-core" in text for text in audit["figures"])


def test_without_a_browser_the_metric_is_absent_and_the_report_says_why(bench, bare):
    audit, report = audited(bench)
    assert audit["outcome"] == "ok" and audit["browser"]["engine"] == "none"
    assert audit["figures"] == [browsers.LIMITATION]
    assert "axe_violations" not in report["metrics"]
    assert values(report)["browser_settled"] is True and values(report)["a11y_violations"] == 0
    assert [(entry["severity"], entry["message"]) for entry in report["findings"]] == [("info", browsers.LIMITATION)]


@needs_a_browser
def test_what_the_audit_says_of_the_product_is_the_same_with_and_without_a_browser(bench, bare, tmp_path, monkeypatch):
    without = copied(bench, tmp_path / "without")
    audited(without)
    monkeypatch.undo()
    audited(bench)
    for type in ("A11yAudit", "ToolReport"):
        assert content_digest(bench.content(type), artifact_schema(type)) == content_digest(without.content(type), artifact_schema(type))


def test_a_browser_that_broke_leaves_nothing_evaluable(bench, bare):
    (bare / "chromium").write_text("#!/bin/sh\nexit 1\n")
    (bare / "chromium").chmod(0o755)
    audit, report = audited(bench)
    assert audit["outcome"] == "error" and audit["error"].startswith("BrowserBroken") and audit["browser"] is None
    assert report["verdict"] == "not_evaluable"
    assert set(values(report).values()) == {None}


@pytest.mark.parametrize(
    "measured",
    [
        {},
        {"browser": {"engine": "axe-core 4", "browser": "Chromium 1", "limitation": "", "pages": ["/"], "rules": 9}},
        {"browser": {"engine": "axe-core 4", "browser": "Chromium 1", "limitation": "", "pages": [], "rules": 9}, "axe_violations": 0},
        {"browser": {"engine": "none", "browser": "", "limitation": "", "pages": []}},
        {"browser": {"engine": "none", "browser": "Chromium 1", "limitation": "None was found.", "pages": []}},
        {"browser": {"engine": "none", "browser": "", "limitation": "None was found.", "pages": ["/"]}},
        {"browser": "none"},
    ],
)
def test_half_a_report_of_a_browser_is_neither_an_audit_nor_an_excuse(measured):
    report = judged(**measured)
    assert report["verdict"] == "not_evaluable"
    assert values(report)["browser_settled"] is None and values(report)["axe_violations"] is None
    assert json.dumps(report, allow_nan=False)


def test_a_browser_that_is_missing_is_an_excuse_only_for_its_own_metric():
    report = judged(browser=browsers.unopened())
    assert values(report) == {"a11y_pages": 6, "a11y_rules": 15, "a11y_violations": 0, "browser_settled": True}
