"""The share of a phase's claims that hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.schemas.build import artifact, list_of, text
from qav.grounding import ground
from qav.sources import Sources

NOTE = artifact("Note", points=list_of(text(claim=True)))
OTHER = artifact("Other", point=text(claim=True))
IDEA = Sources(idea={"text": "Build a todo app"})
FROM_IDEA = {"kind": "idea", "pointer": "/text", "quote": "todo"}


def test_it_divides_the_verified_claims_by_all():
    content = {
        "points": ["Users add todos", "Users pay", "Todos end", "No source"],
        "sources": {"/points/0": FROM_IDEA, "/points/1": {"kind": "assumption", "rationale": "nobody asked"}, "/points/2": FROM_IDEA},
    }

    result = ground([("Note", NOTE, content)], IDEA)

    assert result.grounding == 0.5  # 2 of 4
    assert [(v.claim.pointer, v.rationale) for v in result.unsupported] == [("/points/1", "nobody asked"), ("/points/3", "no source is named")]
    assert {k: v for k, v in result.summary.items() if k != "assumptions"} == {
        "questions_count": 4,
        "answered_count": 2,
        "validated_count": 2,
        "grounding_score": 0.5,
    }
    assert [entry["assumption"] for entry in result.summary["assumptions"]] == ["Users pay", "No source"]


def test_it_is_not_evaluable_without_claims():
    result = ground([("Note", NOTE, {"points": []})], IDEA)
    assert result.grounding is None
    assert result.metric["value"] is None


def test_a_draft_leans_on_the_drafts_before_it_but_never_on_itself():
    source = {"kind": "artifact", "type": "Other", "pointer": "/point", "quote": "moon"}
    other = ("Other", OTHER, {"point": "The moon is far", "sources": {"/point": source}})
    note = ("Note", NOTE, {"points": ["Moon"], "sources": {"/points/0": source}})

    assert [v.verified for v in ground([other, note], IDEA).validations] == [False, True]
    assert [v.verified for v in ground([note, other], IDEA).validations] == [False, False]


def test_the_newest_of_two_drafts_of_a_type_counts():
    source = {"kind": "artifact", "type": "Other", "pointer": "/point", "quote": "moon"}
    drafts = [
        ("Other", OTHER, {"point": "moon"}),
        ("Other", OTHER, {"point": "sun"}),
        ("Note", NOTE, {"points": ["Moon"], "sources": {"/points/0": source}}),
    ]
    assert not ground(drafts, IDEA).validations[-1].verified


def test_its_metric_names_its_producer_and_binds_every_claim():
    def metric(claim):
        return ground([("Other", OTHER, {"point": claim, "sources": {"/point": FROM_IDEA}})], IDEA).metric

    assert metric("todo one")["producer"]["tool"] == "qav.grounding"
    assert metric("todo one")["value"] == metric("todo two")["value"] == 1.0
    assert metric("todo one") == metric("todo one")
    assert metric("todo one")["output_sha256"] != metric("todo two")["output_sha256"]


@pytest.mark.parametrize("broken", [None, [], "text", {"sources": ["x"], "points": ["a"]}])
def test_a_misshapen_draft_is_no_error_and_never_verified(broken):
    assert not any(v.verified for v in ground([("Note", NOTE, broken)], IDEA).validations)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_grounding_is_the_share_of_claims_with_a_true_source(supported):
    sources = {f"/points/{i}": FROM_IDEA for i, yes in enumerate(supported) if yes}
    result = ground([("Note", NOTE, {"points": ["todo"] * len(supported), "sources": sources})], IDEA)
    assert result.grounding == sum(supported) / len(supported)
