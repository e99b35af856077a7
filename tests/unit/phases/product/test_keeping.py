"""Which changes stay: those with which the suite passes as before; the others go, each with its reason."""

from __future__ import annotations

import pytest

from phases.sandboxed.context import Assignment, Context
from phases.sandboxed.product.keeping import keep
from tests.unit.phases.security.small_product import repository

TEST = """import unittest
from pathlib import Path


class TestText(unittest.TestCase):
    def test_it(self):
        self.assertEqual(Path(__file__).with_name("text").read_text(), "right")
"""
FAILING = TEST.replace('"right"', '"never"')


@pytest.fixture
def product(tmp_path):
    return repository(tmp_path / "product", {"tests/__init__.py": "", "tests/test_text.py": TEST, "tests/text": "right", "note": "one\n"})


@pytest.fixture
def ctx(tmp_path):
    place = tmp_path / "work"
    place.mkdir()
    return Context(Assignment(kind="agent", target="X", phase="qa", attempt=1, idea={}, inputs=()), None, place)


def change(product, base, file, text):
    """Return a commit on top of `base`."""
    product.git("reset", "--quiet", "--hard", base)
    product.write({file: text})
    return product.commit(f"Change {file}")


def test_changes_with_which_the_suite_passes_stay_in_order(ctx, product):
    base = product.head
    commits = [change(product, base, "note", "two\n"), change(product, base, "other", "new\n")]
    kept = keep(ctx, product, base, commits)
    assert (list(kept.commits), kept.dropped, kept.tests, kept.passed) == (commits, {}, 1, 1)
    assert product.git("log", "--format=%s", f"{base}..HEAD").splitlines() == ["Change other", "Change note"]


def test_a_change_that_breaks_the_suite_goes_and_the_others_stay(ctx, product):
    base = product.head
    good, bad, last = change(product, base, "note", "two\n"), change(product, base, "tests/text", "wrong"), change(product, base, "other", "new\n")
    kept = keep(ctx, product, base, [good, bad, last])
    assert list(kept.commits) == [good, last]
    assert kept.dropped == {bad: "the suite fails with it: tests.test_text.TestText.test_it"}
    assert (product.path / "tests/text").read_text() == "right"
    assert product.head == kept.commits[last]


def test_a_change_that_does_not_apply_goes_and_names_the_file(ctx, product):
    base = product.head
    one, other = change(product, base, "note", "two\n"), change(product, base, "note", "three\n")
    kept = keep(ctx, product, base, [one, other])
    assert (list(kept.commits), kept.dropped) == ([one], {other: "it does not apply: note changed on both sides"})
    assert (product.path / "note").read_text() == "two\n"


def test_a_suite_that_failed_before_does_not_hold_a_change_up(ctx, product):
    base = change(product, product.head, "tests/test_text.py", FAILING)
    commit = change(product, base, "note", "two\n")
    kept = keep(ctx, product, base, [commit])
    assert (list(kept.commits), kept.tests, kept.passed) == ([commit], 1, 0)


def test_a_change_that_stops_the_suite_goes(ctx, product):
    base = product.head
    bad = change(product, base, "tests/__init__.py", "import os\n\nos._exit(3)\n")
    kept = keep(ctx, product, base, [bad])
    assert kept.dropped[bad].startswith("the suite does not run with it")
    assert product.head == base
