"""Commit and tree of a bundle."""

import pytest

from phases.dossier.bundles import BundleUnreadable, read_bundle


def test_it_reads_commit_and_tree(bundle):
    code = read_bundle(bundle)
    assert len(code.commit) == len(code.tree) == 40
    assert code.commit != code.tree


def test_it_refuses_what_is_no_bundle():
    with pytest.raises(BundleUnreadable, match="git refuses the bundle"):
        read_bundle(b"not a bundle")
