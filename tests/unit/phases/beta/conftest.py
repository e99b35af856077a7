"""One released product for all tests of the beta."""

from __future__ import annotations

import pytest

from tests.unit.phases.release.benches import committed, grown, written


@pytest.fixture(scope="session")
def final(tmp_path_factory):
    """A released product that nobody has used yet."""
    return committed(written(grown(tmp_path_factory.mktemp("beta"))), tmp_path_factory.mktemp("beta-final") / "work")
