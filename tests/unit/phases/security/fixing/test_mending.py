"""Repairs as commits: each names its findings; what no rule repairs is left with its reason, and nothing of low weight is touched."""

import pytest

from phases.sandboxed.security.fixing.mending import mend
from tests.support.wounds import FINDING
from tests.unit.phases.security.small_product import FILES, repository


@pytest.fixture
def product(tmp_path):
    return repository(tmp_path / "product", {**FILES, "app/finding.py": FINDING, "app/picture.bin": "\x00"})


def test_a_repair_is_a_commit_that_names_its_finding(product, finding):
    fixes, left = mend(product, [finding("B608", tool="bandit", file="app/finding.py", line=6)])
    assert left == []
    assert product.head == fixes[0].commit
    assert product.git("log", "-1", "--format=%B") == (
        "Give the statements of app/finding.py their values as parameters\n\nFinding: bandit B608 (app/finding.py:6)"
    )
    assert product.git("show", "--name-only", "--format=", "HEAD").split() == list(fixes[0].files)


def test_what_no_rule_repairs_is_left_with_its_reason(product, finding):
    before = product.head
    fixes, left = mend(
        product, [finding("B307", tool="bandit", file="app/finding.py"), finding("B608", tool="bandit", file="app/finding.py", line=1)]
    )
    assert (fixes, product.head) == ([], before)
    assert [entry.reason.partition(";")[0] for entry in left] == ["no rule repairs bandit B307", "0 expressions of line 1 make SQL from values"]


def test_what_has_low_weight_stays(product, finding):
    assert mend(product, [finding("B608", tool="bandit", file="app/finding.py", line=6, severity="low")]) == ([], [])
