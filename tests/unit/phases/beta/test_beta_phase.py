"""The phase end to end, and defects planted in the release, each found by the metric that is there for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ledger.digests import content_digest
from phases.sandboxed import loading
from phases.sandboxed.context import MissingInput
from phases.sandboxed.rules import rules
from phases.schemas.registry import artifact_schema
from qav.grounding import ground
from qav.sources import Sources
from tests.unit.phases.product.benches import put
from tests.unit.phases.release.benches import ROLES, call, cloned, copy_of, values, with_files

ROOT = Path(__file__).resolve().parents[4]
PHASE = yaml.safe_load((ROOT / "config" / "beta.yaml").read_text())
GUARD = "guard.betaCheck"


@pytest.fixture(scope="module")
def used(final, tmp_path_factory):
    bench = copy_of(final, tmp_path_factory.mktemp("used"))
    for agent in PHASE["agents"]:
        bench.run(agent, phase="beta")
    return bench


def found(bench):
    return values(bench, GUARD, phase="beta")


def app(final, tmp_path, name):
    return (cloned(final, tmp_path / "look").path / "app" / name).read_text()


def test_every_metric_is_met(used):
    assert found(used) == {
        "analytics_consistent": 1.0, "beta_errors": 0, "deployed": True, "feedback_items_sourced": 1.0, "persona_tasks_completed": 1.0,
        "personas_exercised": 1.0, "telemetry_signals_live": 1.0,
    }  # fmt: skip
    assert set(PHASE["artifacts"]) <= {ref.type for ref in used.refs if ref.phase == "beta"}


def test_every_persona_did_its_own_tasks(used):
    told = {entry["persona"]: entry["tasks"] for entry in used.content("Analytics")["personas"]}
    assert set(told) == {"user", *ROLES}
    assert told["user"] == 6


def test_a_corrected_mistake_is_friction_and_no_failure(used):
    report = used.content("BetaReport")
    assert report["failures"] == []
    assert ["was refused with 422" in entry for entry in report["frictions"]] == [True]
    assert "not people" in report["participants"]


def test_its_claims_are_grounded(used):
    contents = [(ref, json.loads(used.bytes[ref.id])) for ref in used.refs if ref.media_type == "application/json"]
    reports = {content["tool"]: content for ref, content in contents if ref.type == "ToolReport"}
    earlier: dict = {}
    for ref, content in contents:
        if ref.phase != "beta":
            earlier.setdefault(ref.type, []).insert(0, content)
    drafts = [(ref.type, artifact_schema(ref.type), content) for ref, content in contents if ref.phase == "beta" and ref.type != "ToolReport"]
    result = ground(drafts, Sources(idea={"text": "x"}, artifacts=earlier, rules=rules(), reports=reports))
    assert result.grounding == 1.0, [(v.claim.pointer, v.reason) for v in result.unsupported]


def test_the_same_release_is_used_in_the_same_way(used, final, tmp_path):
    again = copy_of(final, tmp_path)
    assert (
        again.run("tool.beta.personas", phase="beta")["data"]
        == [json.loads(used.bytes[ref.id]) for ref in used.refs if ref.type == "ToolReport" and ref.producer == "tool.beta.personas"][-1]["data"]
    )


def test_a_step_that_the_release_does_not_offer_fails_its_task(final, tmp_path):
    bench = with_files(final, tmp_path, {"app/features/search_todo.py": None, "app/features/__init__.py": "FEATURES = ()\n"})
    report = call(bench, "tool.beta.personas", phase="beta")
    assert [entry["task"] for entry in report["data"]["frictions"] if entry["kind"] == "failure"] == ["UC-03", "UC-04"]
    assert found(bench)["persona_tasks_completed"] < 1


def test_a_server_error_is_counted(final, tmp_path):
    broken = app(final, tmp_path, "store.py").replace(
        "    def delete(self", "    def delete(self, *_):\n        return 1 / 0\n\n    def removed(self"
    )
    bench = with_files(final, tmp_path / "planted", {"app/store.py": broken})
    call(bench, "tool.beta.personas", phase="beta")
    measured = found(bench)
    assert measured["beta_errors"] >= 1
    assert measured["persona_tasks_completed"] < 1


def test_a_service_that_logs_nothing_is_blind(final, tmp_path):
    silent = app(final, tmp_path, "server.py").replace("        sys.stderr.write(", "        str(")
    bench = with_files(final, tmp_path / "planted", {"app/server.py": silent})
    report = call(bench, "tool.beta.telemetry", phase="beta")
    assert [signal["id"] for signal in report["data"]["signals"] if not signal["live"]] == ["TEL-03", "TEL-04", "TEL-05"]
    assert found(bench)["telemetry_signals_live"] == pytest.approx(0.4)


def test_another_commit_than_the_released_one_is_not_deployed(final, tmp_path):
    bench = with_files(final, tmp_path, {"NOTES.md": "# Later\n"})
    call(bench, "tool.beta.deploy", phase="beta")
    assert found(bench)["deployed"] is False


def test_a_release_that_does_not_start_leaves_nothing_to_evaluate(final, tmp_path):
    bench = with_files(final, tmp_path, {"app/__main__.py": "raise SystemExit(3)\n"})
    for tool in PHASE["allowlisted_tools"]:
        call(bench, tool, phase="beta")
    measured = found(bench)
    assert measured["deployed"] is False
    assert {measured[name] for name in ("persona_tasks_completed", "beta_errors", "telemetry_signals_live")} == {None}
    with pytest.raises(MissingInput, match=r"tool\.beta\.personas"):
        bench.run("AnalyticsAgent", phase="beta")


def test_a_report_about_an_older_commit_is_not_evaluable(used, tmp_path):
    bench = with_files(used, tmp_path, {"NOTES.md": "# Later\n"})
    assert set(found(bench).values()) == {None}


def test_invented_feedback_is_noticed(used, tmp_path):
    bench = copy_of(used, tmp_path)
    feedback = bench.content("BetaFeedback")
    feedback["items"][0]["text"] = "User loved it."
    put(bench, "BetaFeedback", feedback, phase="beta")
    assert found(bench)["feedback_items_sourced"] < 1


def test_friction_that_is_left_out_is_noticed(used, tmp_path):
    bench = copy_of(used, tmp_path)
    feedback = bench.content("BetaFeedback")
    feedback["items"] = [item for item in feedback["items"] if item["kind"] == "worked"]
    put(bench, "BetaFeedback", feedback, phase="beta")
    assert found(bench)["feedback_items_sourced"] < 1


def test_counts_that_were_not_observed_are_noticed(used, tmp_path):
    bench = copy_of(used, tmp_path)
    analytics = bench.content("Analytics")
    analytics["requests"] += 1
    put(bench, "Analytics", analytics, phase="beta")
    assert found(bench)["analytics_consistent"] < 1


def test_what_the_phase_names_exists():
    assert [target for target in [*PHASE["agents"], *PHASE["guards"], *PHASE["allowlisted_tools"]] if not loading.exists(target)] == []


def test_a_button_that_does_not_say_what_the_use_case_says_is_friction_and_a_question(final, tmp_path):
    renamed = app(final, tmp_path, "resources.py").replace("label='Complete'", "label='Go'").replace('label="Complete"', 'label="Go"')
    bench = with_files(final, tmp_path / "planted", {"app/resources.py": renamed})
    for agent in ("FeedbackAgent", "AnalyticsAgent"):
        bench.run(agent, phase="beta")
    said = "no page at /todos/{id} has the word “complete” of the use case"
    report = bench.content("BetaReport")
    assert any(said in friction for friction in report["frictions"])
    assert any(said in question and question.endswith("by which word do people look for this?") for question in report["questions"])
    assert report["failures"] == []
    assert found(bench)["feedback_items_sourced"] == 1


def test_how_fast_it_answered_is_said_and_is_no_property_of_the_release(used):
    feedback, report = used.content("BetaFeedback"), used.content("BetaReport")
    assert report["speed"] == feedback["speed"] == "No baseline says how fast the answers should be."
    without = {name: text for name, text in feedback.items() if name != "speed"}
    assert content_digest({**without, "speed": "Slow."}, artifact_schema("BetaFeedback")) == content_digest(feedback, artifact_schema("BetaFeedback"))
