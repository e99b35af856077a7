"""Commits as the release tells of them."""

from __future__ import annotations

from phases.sandboxed.release.history import base_commit, commits_of
from tests.unit.phases.security.small_product import FILES, repository


def test_commits_are_read_with_their_stories(tmp_path):
    product = repository(tmp_path / "product", FILES)
    base = product.head
    product.write({"a.txt": "a"})
    product.commit("Let people search\n\nStory: US-002")
    product.write({"b.txt": "b"})
    product.commit("Polish the pages")
    assert [(commit.subject, commit.story) for commit in commits_of(product)] == [
        ("Begin", ""),
        ("Let people search", "US-002"),
        ("Polish the pages", ""),
    ]
    assert base_commit(commits_of(product)) == base


def test_a_history_that_begins_with_a_story_stands_on_its_first_commit(tmp_path):
    product = repository(tmp_path / "product", FILES)
    assert base_commit(commits_of(product)) == product.head
