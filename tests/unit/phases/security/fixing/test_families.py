"""Which family answers for a finding, and what is repaired together."""

import pytest

from phases.sandboxed.security.fixing.families import FAMILIES, family_of, grouped


@pytest.mark.parametrize(
    ("tool", "rule", "family"),
    [
        ("detect-secrets", "Secret Keyword", "leaks"),
        ("pip-audit", "PYSEC-2021-66", "dependencies"),
        ("bandit", "B608", "statements"),
        ("written infrastructure policy", "iac.workflow.pin", "workflows"),
        ("written infrastructure policy", "iac.container.user", "containers"),
        ("hadolint", "DL3007", "containers"),
        ("written HTTP probes", "dast.header.nosniff", "headers"),
        ("written HTTP probes", "dast.header.cookie", "cookies"),
        ("written HTTP probes", "dast.session.secure", "cookies"),
        ("written HTTP probes", "dast.markup", "markup"),
        ("written HTTP probes", "dast.session.guessing", "guessing"),
    ],
)
def test_each_rule_has_its_family(finding, tool, rule, family):
    assert family_of(finding(rule, tool=tool)).id == family


def test_a_rule_that_nobody_answers_for_has_none(finding):
    assert family_of(finding("B307", tool="bandit")) is None


def test_findings_are_grouped_by_file_where_a_family_looks_at_files_in_the_order_of_the_families(finding):
    found = [
        finding("dast.header.csp", file="GET /"),
        finding("dast.header.csp", file="GET /a"),
        *(finding("B608", tool="bandit", file=f) for f in "ba"),
    ]
    assert list(grouped(found)) == [("statements", "a"), ("statements", "b"), ("headers", "")]
    assert len({family.id for family in FAMILIES}) == len(FAMILIES)
