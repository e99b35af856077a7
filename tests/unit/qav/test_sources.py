"""What supports a claim and what does not."""

import pytest

from qav.sources import Sources, objection

SOURCES = Sources(
    idea={"text": "Build a todo app for  busy\nParents", "users": ["parents"], "limit": 3},
    artifacts={"Personas": [{"personas": [{"name": "Ann", "age": 40}]}, {"personas": [{"name": "Old Bob"}]}]},
    rules={"privacy.minimal": "Only data that a feature needs are stored."},
    reports={
        "tool.qa.unitTests": {"outcome": "ok", "data": {"passed": 12, "ratio": 1.0, "name": "unittest", "note": ""}},
        "tool.broken": {"outcome": "error", "data": {"passed": 12}},
    },
)
IDEA = {"kind": "idea", "pointer": "/text", "quote": "todo app"}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Users keep todos", IDEA),
        ("It serves PARENTS", {"kind": "idea", "pointer": "/text", "quote": "busy parents"}),
        ("For parents", {"kind": "idea", "pointer": "/users/0", "quote": "parents"}),
        ("Ann is a user", {"kind": "artifact", "type": "Personas", "pointer": "/personas/0/name", "quote": "ann"}),
        ("Aged 40", {"kind": "artifact", "type": "Personas", "pointer": "/personas/0", "quote": '"age":40'}),
        ("We store only needed data", {"kind": "rule", "id": "privacy.minimal", "quote": "only data that a feature needs"}),
        ("All 12 tests pass", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/passed"}),
        ("The share is 1", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/ratio"}),
        ("Measured by Unittest.", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/name"}),
    ],
)
def test_it_accepts_a_source_that_holds_the_quote_and_speaks_of_the_claim(text, source):
    assert objection(text, source, SOURCES) is None


@pytest.mark.parametrize(
    ("text", "source", "reason"),
    [
        ("x", None, "no source is named"),
        ("x", {"kind": "rumour"}, "no kind of source"),
        ("x", {"kind": ["idea"]}, "no kind of source"),
        ("x", {"kind": "assumption", "rationale": "users are patient"}, "users are patient"),
        ("Users keep todos", {**IDEA, "pointer": "/title"}, "nothing there"),
        ("Limit 3", {"kind": "idea", "pointer": "/limit", "quote": "3"}, "no text"),
        ("Users keep todos", {**IDEA, "quote": "todo list"}, "does not contain 'todo list'"),
        ("Users keep todos", {**IDEA, "quote": ""}, "quotes nothing"),
        ("Doctors read scans", IDEA, "shares no word"),
        ("A doctor for a scan", {**IDEA, "quote": "for "}, "shares no word"),
        (
            "Old Bob is a user",
            {"kind": "artifact", "type": "Personas", "pointer": "/personas/0/name", "quote": "Old Bob"},
            "newest Personas does not contain",
        ),
        ("x", {"kind": "artifact", "type": "PRD", "pointer": "", "quote": "x"}, "no earlier PRD"),
        ("data", {"kind": "rule", "id": "privacy.all", "quote": "data"}, "no rule 'privacy.all'"),
        ("All tests pass", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/passed"}, "says '12', which the claim does not"),
        ("All 112 tests pass", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/passed"}, "says '12'"),
        ("It took 12.5 s", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/passed"}, "says '12'"),
        ("x", {"kind": "tool", "report": "tool.qa.unitTests", "pointer": "/data/note"}, "says ''"),
        ("All 12 tests pass", {"kind": "tool", "report": "tool.broken", "pointer": "/data/passed"}, "did not run to its end"),
        ("12", {"kind": "tool", "report": "tool.none", "pointer": "/data/passed"}, "no report of tool.none"),
    ],
)
def test_it_says_why_a_source_does_not_support_a_claim(text, source, reason):
    assert reason in (objection(text, source, SOURCES) or "")


def test_a_german_word_that_any_two_sentences_share_supports_nothing():
    sources = Sources(idea={"text": "Die Leitung bestätigt die Buchung."})
    source = {"kind": "idea", "pointer": "/text", "quote": "Die Leitung bestätigt"}
    assert "shares no word" in (objection("Die Räume werden für die Gäste gereinigt.", source, sources) or "")
    assert objection("Bestätigt wird durch die Leitung.", source, sources) is None
