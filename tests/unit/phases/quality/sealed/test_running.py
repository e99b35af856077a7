"""Sealed checks against a started product: a sound one passes, what is broken fails, what cannot be tried is an error, and time is bounded."""

import dataclasses

import pytest

from phases.sandboxed.quality.sealed.running import run_checks, share
from tests.evaluation.models import ROOMS
from tests.evaluation.products import product_of, written
from tests.unit.phases.qa.planting import copied

PRODUCT = product_of(ROOMS)


def named(*rules, cases=("allowed", "refused", "effect")):
    return [check for check in PRODUCT.sealed["checks"] if check["rule"] in rules and check["case"] in cases]


def request(**keys):
    return {"as": "", "method": "GET", "path": "/healthz", "expect": {"status": 200}, **keys}


def check(*steps):
    return {"id": "ST-001", "title": "A check", "case": "works", "rule": "", "story": "", "criterion": "", "requirement": "", "steps": list(steps)}


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    return written(PRODUCT.files, tmp_path_factory.mktemp("product"))


def messages(result):
    return [(outcome.outcome, outcome.message) for outcome in result.outcomes]


def test_checks_pass_in_several_lanes_and_keep_their_order(product, tmp_path):
    checks = named("rule_2", "rule_4")
    result = run_checks(checks, product, tmp_path, lanes=3)
    assert [outcome.check["id"] for outcome in result.outcomes] == [entry["id"] for entry in checks]
    assert (result.boots, messages(result)) == (True, [("passed", "")] * len(checks))


def test_what_the_product_answers_otherwise_fails_with_its_step(product, tmp_path):
    result = run_checks([check(request(), request(expect={"status": 404}))], product, tmp_path)
    [(outcome, message)] = messages(result)
    assert outcome == "failed"
    assert message.startswith("step 2, as nobody: GET /healthz answered 200, expected 404")


def test_no_check_sees_the_rows_of_another(product, tmp_path):
    manager = {"as": "office_manager", "path": "/api/rooms"}
    adding = check(request(**manager, method="POST", body={"name": "Elm", "seats": 3}, expect={"status": 201}))
    counting = check(request(**manager, expect={"status": 200, "values": {"/total": 0}}))
    assert [outcome.outcome for outcome in run_checks([adding, counting, adding], product, tmp_path, lanes=1).outcomes] == ["passed"] * 3


def test_a_script_that_is_broken_is_an_error_and_the_next_check_runs(product, tmp_path):
    result = run_checks([check(request(path="/api/rooms/{nothing}")), check(request())], product, tmp_path, lanes=1)
    assert messages(result) == [("error", "ScriptBroken: the script has not saved 'nothing'"), ("passed", "")]
    assert (len(result.failures), len(result.executed)) == (1, 1)


def test_a_product_that_does_not_start_passes_nothing(tmp_path):
    broken = written({**PRODUCT.files, "app/__main__.py": "raise SystemExit(3)\n"}, tmp_path / "product")
    result = run_checks([check(request())], broken, tmp_path / "stage")
    assert not result.boots
    assert [outcome for outcome, _ in messages(result)] == ["error"]


def test_without_time_left_nothing_counts_as_passed(product, tmp_path):
    assert messages(run_checks([check(request())], product, tmp_path, seconds=0)) == [("error", "there was no time left to run it")]


def test_a_share_of_nothing_wanted_is_whole():
    assert (share([], set()), share(["a", "b"], {"b", "c"})) == (1.0, 0.5)


def test_the_guard_judges_the_newest_commit_and_names_rule_and_story(tmp_path):
    from tests.evaluation.mutation import mutants
    from tests.evaluation.planted import bench_of

    few = {**PRODUCT.sealed, "checks": named("rule_1", "rule_6"), "rules": ["rule_1", "rule_6", "rule_7"], "stories": []}
    mutant = next(mutant for mutant in mutants(PRODUCT) if mutant.rule["id"] == "rule_1")
    bench = bench_of(dataclasses.replace(PRODUCT, sealed=few), tmp_path, mutant.files)
    report = bench.run("guard.sealedAcceptance", phase="qa")
    found = {name: metric["value"] for name, metric in report["metrics"].items()}
    assert found == {
        "sealed_failures": 2,
        "sealed_checks": 7,
        "sealed_rules_covered": pytest.approx(2 / 3),
        "sealed_stories_covered": 1.0,
        "boots_alone": True,
    }
    story = next(story["id"] for story in PRODUCT.stories["stories"] if story.get("rule") == "rule_1")
    severe = [finding for finding in report["findings"] if finding["severity"] == "high"]
    assert len(severe) == 2
    assert all(f"(rule_1 {story}" in finding["message"] and "rule_1" in finding["fix"] for finding in severe)

    for lacking in ("SealedTests", "GitBundle"):
        poor = copied(bench, tmp_path / lacking)
        poor.refs = [ref for ref in poor.refs if ref.type != lacking]
        report = poor.run("guard.sealedAcceptance", phase="qa")
        assert (report["verdict"], {metric["value"] for metric in report["metrics"].values()}) == ("not_evaluable", {None})
