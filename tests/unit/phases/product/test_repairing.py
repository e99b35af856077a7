"""What the loop does about a story after which the suite fails."""

from __future__ import annotations

import pytest

from phases.sandboxed.product.stories import repairing
from phases.sandboxed.repository import Repository
from tests.unit.phases.product.benches import LOOPERS, built, put_stories
from tests.unit.phases.product.rule_benches import stories_of
from tests.unit.phases.product.rule_models import RULES, booking_model

MODEL = booking_model(RULES["bound"])


@pytest.fixture
def bench(tmp_path):
    """A bench on which the first two stories are the creation of a room and the rule."""
    stories = stories_of(MODEL)
    bench = built(tmp_path, MODEL)
    put_stories(bench, MODEL, {"stories": [stories[0], next(story for story in stories if story["action"] == "rule")]})
    return bench


def turn(bench, iteration, meddle=None):
    """Carry out an iteration; `meddle(repository)` changes the product before it is validated."""
    for agent in LOOPERS:
        if agent == "StoryValidatorAgent" and meddle:
            meddled(bench, meddle)
        result = bench.run(agent, phase="story-loop", params={"iteration": iteration})
    return result


def meddled(bench, meddle):
    folder = bench.folder / "meddled"
    bundle = folder.with_suffix(".bundle")
    newest = [ref for ref in bench.refs if ref.type == "GitBundle"][-1]
    bundle.write_bytes(bench.bytes[newest.id])
    Repository(bench.folder).git("clone", "--quiet", "--branch", "main", str(bundle), str(folder))
    product = Repository(folder)
    meddle(product)
    bench.store("GitBundle", product.bundle(), name=f"{product.head}.bundle", media_type="application/x-git-bundle", phase="story-loop", producer="x")


def rule_file(product):
    return product.path / "app" / "features" / "rule_bound.py"


def weaken(product):
    rule_file(product).write_text(rule_file(product).read_text().replace("HIGHEST = 9", "HIGHEST = 900"))
    product.commit("Weaken the rule\n\nStory: US-010")


def break_everything(product):
    product.write({"tests/test_us_010.py": (product.path / "tests/test_us_010.py").read_text(), "app/features/other.py": "1 / 0\n"})
    index = product.path / "app/features/__init__.py"
    index.write_text(index.read_text() + "from app.features import other\n")
    product.commit("Break it\n\nStory: US-010")


def test_a_module_that_is_not_what_the_model_says_is_written_anew(bench):
    turn(bench, 1)
    result = turn(bench, 2, weaken)
    assert (result["repair"], result["passed"], result["reasons"]) == ("written anew", True, [])


def test_a_story_that_breaks_the_suite_is_taken_back_and_counts_as_failed(bench):
    turn(bench, 1)
    result = turn(bench, 2, break_everything)
    assert (result["repair"], result["passed"]) == ("taken back", False)
    tests = bench.content("Tests")
    assert tests["suite"]["passed"] == tests["suite"]["tests"] > 0
    assert bench.content("PRs")["prs"][1]["reasons"]


def test_a_suite_that_did_not_run_to_its_end_did_not_pass():
    assert not repairing.suite_passed({"outcome": "error", "data": {"commit": "x"}, "error": "broken"})
    assert not repairing.suite_passed({"outcome": "ok", "data": {"tests": 0, "passed": 0}})
    assert repairing.suite_passed({"outcome": "ok", "data": {"tests": 2, "passed": 2}})
