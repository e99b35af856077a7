"""What whoever breaks a rule is answered, by kind."""

from __future__ import annotations

import pytest

from phases.sandboxed.author.business_rules import KINDS
from phases.sandboxed.author.domain import DomainModel
from phases.sandboxed.author.rule_breaches import breach
from tests.unit.phases.planning.cast import STUDIO

MODEL = DomainModel.from_json(STUDIO)
RULES = {rule.kind: rule for rule in MODEL.rules}


@pytest.mark.parametrize(
    ("kind", "status"),
    [("bound", 422), ("no_overlap", 409), ("limit", 409), ("total", 409), ("access", 403), ("approval", 403), ("visibility", 404), ("queue", 409)],
)
def test_a_breach_has_the_status_of_its_kind(kind: str, status: int):
    found = breach(RULES[kind], MODEL)
    assert found is not None and found.status == status


def test_what_refuses_nobody_has_no_breach():
    assert [kind for kind in KINDS if breach(RULES[kind], MODEL) is None] == ["expiry", "reminder", "statement"]
