"""The graph of phases: levels, parts, what may start."""

import graphlib

import pytest

from phases import dag

THIRTEEN = {
    "intake": [],
    "ideation": ["intake"],
    "critique": ["ideation"],
    "prd": ["critique"],
    "bizdev": ["prd"],
    "architecture": ["bizdev"],
    "build": ["architecture"],
    "security": ["build"],
    "story-loop": ["build"],
    "qa": ["security", "story-loop"],
    "aesthetic": ["qa"],
    "release": ["aesthetic"],
    "beta": ["release"],
}


def test_it_orders_the_thirteen_phases_by_level():
    assert dag.levels(THIRTEEN) == [
        ["intake"],
        ["ideation"],
        ["critique"],
        ["prd"],
        ["bizdev"],
        ["architecture"],
        ["build"],
        ["security", "story-loop"],
        ["qa"],
        ["aesthetic"],
        ["release"],
        ["beta"],
    ]


def test_the_order_does_not_depend_on_how_the_graph_is_written():
    assert dag.order(dict(reversed(THIRTEEN.items()))) == dag.order(THIRTEEN)


def test_it_refuses_a_circle():
    with pytest.raises(graphlib.CycleError):
        dag.levels({"a": ["b"], "b": ["a"]})


def test_it_knows_what_lies_before_a_phase():
    assert dag.ancestors(THIRTEEN, "critique") == {"intake", "ideation"}
    assert dag.ancestors(THIRTEEN, "intake") == frozenset()


def test_it_cuts_to_a_phase_and_what_leads_to_it():
    assert list(dag.cut(THIRTEEN, "critique")) == ["intake", "ideation", "critique"]
    with pytest.raises(KeyError):
        dag.cut(THIRTEEN, "nowhere")


@pytest.mark.parametrize(
    ("completed", "started", "ready"),
    [
        ([], [], ["intake"]),
        ([], ["intake"], []),
        (["intake"], ["intake"], ["ideation"]),
        (["intake", "ideation", "critique", "prd", "bizdev", "architecture", "build"], [], ["security", "story-loop"]),
    ],
)
def test_it_says_what_may_start(completed, started, ready):
    assert dag.ready(THIRTEEN, completed=completed, started=started) == ready


def test_both_parallel_phases_must_end_before_the_next_starts():
    before_qa = [name for name in dag.order(THIRTEEN) if name not in ("story-loop", "qa", "aesthetic", "release", "beta")]
    assert dag.ready(THIRTEEN, completed=before_qa, started=[*before_qa, "story-loop"]) == []
    assert dag.ready(THIRTEEN, completed=[*before_qa, "story-loop"], started=[*before_qa, "story-loop"]) == ["qa"]
