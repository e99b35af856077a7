"""One product for all tests of the release: built and written once, with and without the final commit."""

from __future__ import annotations

import pytest

from tests.unit.phases.release.benches import committed, copy_of, grown, written


@pytest.fixture(scope="session")
def drafts(tmp_path_factory):
    """The grown product, and notes, plans and documents for it."""
    return written(grown(tmp_path_factory.mktemp("grown")))


@pytest.fixture(scope="session")
def final(drafts, tmp_path_factory):
    """The final commit, on which nothing was executed yet."""
    folder = tmp_path_factory.mktemp("final")
    return committed(copy_of(drafts, folder / "bench"), folder / "work")
