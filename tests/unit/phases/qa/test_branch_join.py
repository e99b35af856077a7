"""Where qa begins: the repairs that security made beside the story loop are put onto what the loop left behind."""

from __future__ import annotations

import pytest

from phases.sandboxed.repository import BUNDLE_MEDIA_TYPE, BUNDLE_TYPE
from tests.support.workbench import Workbench
from tests.unit.phases.security.small_product import repository

TEST = """import unittest


class TestNothing(unittest.TestCase):
    def test_it(self):
        from app.numbers import ONE, TWO

        self.assertLess(ONE, TWO)
"""
FILES = {"app/__init__.py": "", "app/numbers.py": "ONE = 1\n\n\n\n\nTWO = 2\n", "tests/__init__.py": "", "tests/test_nothing.py": TEST}


@pytest.fixture
def run(tmp_path):
    """Return a run up to qa: what each phase changed, by phase, on what build made."""

    def make(**phases):
        bench = Workbench(tmp_path / "bench", "Numbers.")
        bench.folder.mkdir()
        product = repository(tmp_path / "product", FILES)
        base = product.head
        for phase, changes in {"build": [], **phases}.items():
            product.git("reset", "--quiet", "--hard", base)
            for files in changes:
                product.write(files)
                product.commit(f"{phase} changes {', '.join(files)}")
            name = f"{product.head}.bundle"
            bench.store(BUNDLE_TYPE, product.bundle(), name=name, media_type=BUNDLE_MEDIA_TYPE, phase=phase.replace("_", "-"), producer="an author")
        return bench

    return make


def joined(bench):
    result = bench.run("BranchJoinAgent", phase="qa")
    return result, [ref for ref in bench.refs if ref.type == BUNDLE_TYPE and ref.phase == "qa"]


def test_repairs_are_put_onto_what_the_story_loop_left_behind(run):
    bench = run(
        security=[{"app/numbers.py": "ONE = 1\n\n\n\n\nTWO = 3\n"}],
        story_loop=[{"app/more.py": "X = 1\n"}, {"app/numbers.py": "ONE = 0\n\n\n\n\nTWO = 2\n"}],
    )
    result, published = joined(bench)
    assert (result["outcome"], result["joined"], result["left"]) == ("joined", 1, 0)
    assert published[-1].name == f"{result['commit']}.bundle"
    told = bench.content("BranchJoin")
    assert [(entry["phase"], entry["subject"]) for entry in told["joined"]] == [("security", "security changes app/numbers.py")]
    assert (told["tests"], told["tests_passed"]) == (1, 1)


def test_with_nothing_to_join_nothing_is_published(run):
    bench = run(story_loop=[{"app/more.py": "X = 1\n"}])
    assert joined(bench)[0]["outcome"] == "nothing to join"
    assert joined(bench)[1] == []
    assert not [ref for ref in bench.refs if ref.type == "BranchJoin"]


def test_a_repair_that_does_not_apply_is_named_and_the_product_stays(run):
    bench = run(security=[{"app/numbers.py": "ONE = 1\n\n\n\n\nTWO = 3\n"}], story_loop=[{"app/numbers.py": "ONE = 1\n\n\n\n\nTWO = 4\n"}])
    result, published = joined(bench)
    assert (result["joined"], result["left"], published) == (0, 1, [])
    assert bench.content("BranchJoin")["left"][0]["reason"] == "it does not apply: app/numbers.py changed on both sides"


def test_a_repair_that_breaks_what_the_loop_built_is_left_out(run):
    bench = run(security=[{"app/numbers.py": "ONE = 1\n\n\n\n\nTWO = 0\n"}], story_loop=[{"app/more.py": "X = 1\n"}])
    result, published = joined(bench)
    assert (result["joined"], result["left"], published) == (0, 1, [])
    assert "the suite fails with it" in bench.content("BranchJoin")["left"][0]["reason"]
