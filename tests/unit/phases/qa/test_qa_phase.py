"""The qa phase over a built product: everything passes on the sound one, and each planted defect is caught by the metric that is for it."""

from __future__ import annotations

import json

import pytest
import yaml

from phases.sandboxed.rules import rules
from phases.schemas.registry import artifact_schema
from qav.grounding import ground
from qav.sources import Sources
from tests.unit.phases.qa.planting import called, judged, plant, values

AGENTS = ("E2ETestAgent", "PerformanceAgent", "LoadTestAgent", "AccessibilityAgent", "CompatibilityAgent")
GUARDS = (
    "guard.testResults",
    "guard.serviceLevels",
    "guard.accessibilityAudit",
    "guard.compatibilityCheck",
    "guard.contradictionScan",
    "guard.sealedAcceptance",
)
TESTS = ("tool.qa.unitTests", "tool.qa.coverage", "tool.qa.e2e")
CRASH = {"app/__main__.py": ("def main() -> int:", "raise SystemExit(3)\n\n\ndef main() -> int:")}


def grounded(bench, phase):
    """Return the grounding of what the phase has written so far."""
    earlier, reports, drafts = {}, {}, []
    for ref in bench.refs:
        if ref.media_type != "application/json":
            continue
        content = json.loads(bench.bytes[ref.id])
        if ref.type == "ToolReport":
            reports[content["tool"]] = content
        elif ref.phase == phase:
            drafts.append((ref.type, artifact_schema(ref.type), content))
        else:
            earlier.setdefault(ref.type, []).insert(0, content)
    return ground(drafts, Sources(idea=dict(bench.idea), artifacts=earlier, rules=rules(), reports=reports))


def test_a_sound_product_passes_every_rubric_of_the_phase(bench):
    for agent in AGENTS:
        bench.run(agent, phase="qa")
    found = {name: value for guard in GUARDS for name, value in values(bench.run(guard, phase="qa")).items()}
    with open("config/qa.yaml", encoding="utf-8") as file:
        rubrics = yaml.safe_load(file)["rubrics"]
    for rubric, bound in rubrics.items():
        name, _, kind = rubric.rpartition("_")
        limit = bound["value"] if isinstance(bound, dict) else bound
        # the bench has the product as built, before the tests of its stories are written: nothing is traced yet
        if name not in ("grounding", "completeness", "requirements_proven", "trace_told"):
            assert found[name] >= limit if kind == "min" else found[name] <= limit, f"{rubric}: {found[name]}"
    result = grounded(bench, "qa")
    assert [validation.reason for validation in result.unsupported] == []
    assert len(result.claims) > 30


def test_a_failing_test_is_seen(bench):
    wrong = "import unittest\n\n\nclass TestWrong(unittest.TestCase):\n    def test_it(self):\n        self.assertEqual(1, 2)\n"
    plant(bench, {"tests/test_wrong.py": wrong})
    assert 0 < judged(bench, "guard.testResults", "tool.qa.unitTests")["tests_pass"] < 1


def test_code_that_no_test_reaches_lowers_the_coverage(bench):
    before = judged(bench, "guard.testResults", "tool.qa.coverage")["coverage"]
    plant(bench, {"app/forgotten.py": "\n".join(f"VALUE_{number} = {number}" for number in range(400))})
    assert judged(bench, "guard.testResults", "tool.qa.coverage")["coverage"] < before - 0.1


def test_a_page_that_breaks_fails_its_journey_and_leaves_a_dead_link(bench):
    plant(
        bench,
        {"app/pages.py": ("    row = store.get(resource, request.path_id)\n    return row_page(", "    row = store.nothing\n    return row_page(")},
    )
    found = judged(bench, "guard.testResults", "tool.qa.e2e")
    assert found["e2e_failures"] > 0
    assert found["stories_walked"] < 1
    assert judged(bench, "guard.compatibilityCheck", "tool.qa.compatibility")["broken_links"] > 0


def test_an_api_that_forgets_what_it_was_told_fails_its_journey(bench):
    plant(bench, {"app/api.py": ("writing.update(resource, request.path_id, check_body(", "store.get(resource, request.path_id) or (check_body(")})
    report = called(bench, "tool.qa.e2e")
    assert [step["step"] for step in report["data"]["steps"] if step["outcome"] == "failed"] == ["update by REST"] * 2


def test_a_slow_endpoint_breaks_the_latency_requirement(bench):
    nfrs = bench.content("NFRs")
    nfrs["nfrs"][0]["value"] = 50
    bench.store("NFRs", json.dumps(nfrs).encode(), name="NFRs.json", media_type="application/json", phase="prd", producer="a person")
    slow = 'def list_rows(resource: Resource, request: Request, store: Store) -> Response:\n    """Slowly."""\n    __import__("time").sleep(0.2)\n'
    first = "def list_rows(resource: Resource, request: Request, store: Store) -> Response:\n"
    plant(bench, {"app/api.py": (first, slow)})
    found = judged(bench, "guard.serviceLevels", "tool.qa.performance")
    assert found["p95_latency_ms"] > 200
    assert found["nfrs_broken"] == 1


def test_server_errors_under_load_are_counted(bench):
    first = "def read_row(resource: Resource, request: Request, store: Store) -> Response:\n"
    plant(bench, {"app/api.py": (first, first + "    raise RuntimeError('broken')\n")})
    found = judged(bench, "guard.serviceLevels", "tool.qa.load", "tool.qa.performance")
    assert 0.1 < found["error_rate"] < 0.5
    assert found["wrong_answers"] > 0


@pytest.mark.parametrize(
    ("file", "edit", "rule"),
    [
        ("app/forms.py", ('<label for="{id}">', "<label>"), "a11y.label"),
        ("app/html.py", ('<html lang="{escape(LANGUAGE)}">', "<html>"), "a11y.language"),
        ("app/html.py", ("<h1>{escape(title)}</h1>", "<h3>{escape(title)}</h3>"), "a11y.one-h1"),
        ("app/html.py", ('<a class="skip" href="#main">', '<a class="skip" href="#nowhere">'), "a11y.bypass"),
        ("app/html.py", ('id="main" tabindex="-1"', 'id="main" tabindex="3"'), "a11y.focus-order"),
        ("app/html.py", ("{content}\n</main>", '{content}<img src="/static/style.css">\n</main>'), "a11y.alt"),
        ("app/static/style.css", ("--color-muted: #4d5764", "--color-muted: #a0a0a0"), "a11y.contrast"),
        ("app/static/style.css", (":focus-visible { outline:", ".nothing { border:"), "a11y.focus-visible"),
    ],
)
def test_a_planted_barrier_is_found_by_its_rule_without_a_browser(bench, bare, file, edit, rule):
    plant(bench, {file: edit})
    report = called(bench, "tool.qa.accessibility")
    assert rule in {violation["rule"] for violation in report["data"]["violations"]}
    assert values(bench.run("guard.accessibilityAudit", phase="qa"))["a11y_violations"] == len(report["data"]["violations"])


def test_open_markup_and_files_of_other_hosts_are_found(bench):
    plant(bench, {"app/html.py": ("{content}\n</main>", '<div>{content}<script src="https://cdn.example/x.js"></script>\n</main>')})
    found = judged(bench, "guard.compatibilityCheck", "tool.qa.compatibility")
    assert found["markup_slips"] > 0
    assert found["external_resources"] > 0


def test_a_suite_that_needs_its_environment_fails_in_a_bare_one(bench):
    lines = ["import os", "import unittest", "", "", "class TestNeedy(unittest.TestCase):", "    def test_it(self):"]
    plant(bench, {"tests/test_needy.py": "\n".join([*lines, "        self.assertNotIn('SANDBOXED', os.environ)", ""])})
    assert judged(bench, "guard.compatibilityCheck", "tool.qa.compatibility")["suites_failed"] == 1


def test_a_product_that_does_not_start_is_not_evaluable(bench):
    plant(bench, CRASH)
    for agent in ("PerformanceAgent", "LoadTestAgent", "AccessibilityAgent", "CompatibilityAgent"):
        bench.run(agent, phase="qa")
    called(bench, "tool.qa.e2e")
    for guard, names in {
        "guard.testResults": ("e2e_failures", "stories_walked"),
        "guard.serviceLevels": ("p95_latency_ms", "error_rate", "throughput_rps"),
        "guard.accessibilityAudit": ("a11y_violations",),
        "guard.compatibilityCheck": ("suites_failed", "external_resources"),
    }.items():
        report = bench.run(guard, phase="qa")
        assert report["verdict"] == "not_evaluable"
        assert {values(report)[name] for name in names} == {None}
    assert "did not start" in bench.content("PerfReport")["error"]


def test_a_report_of_another_commit_is_not_evaluable(bench):
    called(bench, "tool.qa.accessibility")
    commit = plant(bench, {"README.md": "Another commit.\n"})
    report = bench.run("guard.accessibilityAudit", phase="qa")
    assert (report["verdict"], values(report)["a11y_violations"]) == ("not_evaluable", None)
    assert commit in report["findings"][0]["message"]


def test_without_requirements_nothing_is_said_about_them(bench):
    bench.refs = [ref for ref in bench.refs if ref.type != "NFRs"]
    found = values(bench.run("guard.serviceLevels", phase="qa"))
    assert (found["nfrs_broken"], found["nfrs_unmeasured"]) == (None, None)


def test_equal_products_give_equal_reports_but_for_measured_times(bench):
    for tool in ("tool.qa.e2e", "tool.qa.accessibility", "tool.qa.performance"):
        assert bench.run(tool, phase="qa")["data"] == bench.run(tool, phase="qa")["data"]
