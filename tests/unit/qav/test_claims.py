"""Which strings of a draft count as claims."""

from phases.schemas.build import artifact, list_of, map_of, nullable, record, text
from qav.claims import claims_of

SCHEMA = artifact(
    "Note",
    title=text(),
    summary=text(claim=True),
    points=list_of(record({"why": nullable(text(claim=True))}, text=text(claim=True))),
    by_name=map_of(text(claim=True)),
)
CONTENT = {
    "title": "T",
    "summary": "Users add todos.",
    "points": [{"text": "One", "why": None}, {"text": "Two", "why": "Because"}],
    "by_name": {"a/b": "Three"},
    "sources": {"/summary": {"kind": "assumption", "rationale": "r"}},
}


def test_it_finds_marked_strings_in_records_lists_maps_and_unions():
    found = {claim.pointer: claim.text for claim in claims_of("Note", SCHEMA, CONTENT)}
    assert found == {
        "/summary": "Users add todos.",
        "/points/0/text": "One",
        "/points/1/text": "Two",
        "/points/1/why": "Because",
        "/by_name/a~1b": "Three",
    }


def test_it_hands_each_claim_the_source_under_its_pointer():
    sources = {claim.pointer: claim.source for claim in claims_of("Note", SCHEMA, CONTENT)}
    assert sources["/summary"] == {"kind": "assumption", "rationale": "r"}
    assert sources["/points/0/text"] is None


def test_it_takes_no_unmarked_or_blank_string_for_a_claim():
    assert claims_of("Note", SCHEMA, {"title": "A claim?", "summary": " "}) == []


def test_it_follows_references_inside_the_schema():
    schema = {"$defs": {"c": {"type": "string", "x-claim": True}}, "properties": {"a": {"$ref": "#/$defs/c"}}}
    assert [claim.pointer for claim in claims_of("Note", schema, {"a": "x"})] == ["/a"]


def test_it_counts_a_string_once_that_two_branches_mark():
    schema = {"anyOf": [{"type": "string", "x-claim": True}, {"type": "string", "x-claim": True}]}
    assert len(claims_of("Note", schema, "twice")) == 1
