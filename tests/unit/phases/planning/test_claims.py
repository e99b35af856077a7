from __future__ import annotations

import pytest

from ideamine.lib.pointers import PointerError
from phases.sandboxed.planning.claims import Claim, Given, assumed, by_rule, measured, part, rule_says

GIVEN = Given(type="DomainModel", content={"title": "Todo app", "entities": [{"id": "todo", "states": {"initial": "open"}}]})


def test_it_parts_words_from_sources_wherever_they_stand():
    plain, sources = part({"a/b": [Claim(text="one", source={"kind": "x"}), {"c": "two"}], "n": 1})
    assert plain == {"a/b": ["one", {"c": "two"}], "n": 1}
    assert sources == {"/a~1b/0": {"kind": "x"}}


def test_a_quote_is_what_the_verifier_will_read():
    assert GIVEN.claim("The todo begins open.", "/entities/0/states").source["quote"] == '{"initial":"open"}'
    assert GIVEN.repeated("/title").text == "Todo app"


def test_it_refuses_to_cite_what_does_not_exist():
    with pytest.raises(PointerError, match="entities/7"):
        GIVEN.claim("A seventh thing.", "/entities/7/id")


def test_it_refuses_a_rule_that_nobody_wrote():
    with pytest.raises(KeyError):
        by_rule("Anything goes.", "no.such.rule")


def test_a_rule_is_repeated_with_itself_as_source():
    claim = rule_says("prd.nfr.tests")
    assert claim.text.startswith("All tests")
    assert claim.source == {"kind": "rule", "id": "prd.nfr.tests", "quote": claim.text.rstrip(".")}


def test_measured_and_assumed_claims_name_their_kind():
    assert measured("3 customers", "tool.biz.model", "/data/results/x").source == {
        "kind": "tool",
        "report": "tool.biz.model",
        "pointer": "/data/results/x",
    }
    assert assumed("It costs 9 USD.", "nobody was asked").source == {"kind": "assumption", "rationale": "nobody was asked"}
