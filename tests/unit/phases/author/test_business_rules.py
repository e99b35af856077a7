"""Rules of an idea in checkable terms: what each kind needs, what it refuses, and its way into JSON and back."""

import pytest

from phases.sandboxed.author.business_rules import Report, Rule


def test_a_rule_survives_the_way_into_json_and_back():
    rule = Rule(id="rule_1", text="At most 3 loans a member.", kind="limit", entity="loan", maximum=3, per="member", ignored=("returned",))
    assert Rule.from_json(rule.to_json()) == rule
    assert rule.to_json() == {
        "id": "rule_1",
        "text": rule.text,
        "kind": "limit",
        "entity": "loan",
        "maximum": 3,
        "per": "member",
        "ignored": ["returned"],
    }


def test_an_empty_scope_is_written_down():
    rule = Rule(id="rule_1", text="Courts are never booked twice.", kind="no_overlap", entity="booking", start="start_at", end="end_at")
    assert rule.to_json()["scope"] == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "limit", "entity": "loan"}, "lacks"),
        ({"kind": "limit", "entity": "loan", "maximum": 3, "action": "lend"}, "has no use for"),
        ({"kind": "bound", "entity": "loan", "attribute": "days"}, "needs minimum or maximum"),
        ({"kind": "total", "entity": "loan", "attribute": "fee"}, "needs maximum or within"),
        ({"kind": "total", "entity": "loan", "attribute": "fee", "within": "budget"}, "needs `per`"),
        ({"kind": "limit", "entity": "loan", "maximum": 3, "roles": ("student",)}, "per account"),
        ({"kind": "magic"}, "is none of"),
        ({"kind": "limit", "entity": "loan", "maximum": 3, "period": "fortnight"}, "period"),
    ],
)
def test_it_refuses_keys_that_do_not_go_with_the_kind(given, said):
    with pytest.raises(ValueError, match=said):
        Rule(id="rule_1", text="…", **given)


def test_a_statement_is_not_checkable_and_a_limit_is():
    assert not Rule(id="rule_1", text="Be kind.").checkable
    assert Rule(id="rule_1", text="…", kind="limit", entity="loan", maximum=3).checkable


def test_a_report_leaves_out_what_it_does_not_have():
    report = Report(id="report_1", text="Loans a month", entity="loan", period="month", on="lent_on")
    assert report.to_json() == {"id": "report_1", "text": "Loans a month", "entity": "loan", "measure": "count", "period": "month", "on": "lent_on"}
    assert Report.from_json(report.to_json()) == report
