"""Fan-in: many results to one, whatever order they arrive in."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phases.fanin import AgentResult, fan_in


def results(*values, shard=0):
    return [AgentResult(agent=f"Agent{index}", position=index, shard=shard, result=value) for index, value in enumerate(values)]


def test_merge_joins_objects_and_lists():
    merged = fan_in("merge", results({"a": 1, "l": [1, 2], "o": {"x": 1}}, {"b": 2, "l": [2, 3], "o": {"y": 2}}))
    assert merged.result == {"a": 1, "b": 2, "l": [1, 2, 3], "o": {"x": 1, "y": 2}} and merged.conflicts == ()


def test_merge_believes_the_earlier_agent_and_keeps_the_conflict():
    merged = fan_in("merge", results({"o": {"a/b": 1}}, {"o": {"a/b": 2}}))
    assert merged.result == {"o": {"a/b": 1}}
    assert merged.conflicts == ({"pointer": "/o/a~1b", "kept": 1, "dropped": 2, "by": "Agent1"},)


def test_values_of_two_kinds_conflict():
    assert [conflict["pointer"] for conflict in fan_in("merge", results({"a": [1]}, {"a": {"b": 1}})).conflicts] == ["/a"]


def test_concat_makes_one_list():
    assert fan_in("concat", results([1, 2], {"a": 1}, [3])).result == [1, 2, {"a": 1}, 3]


def test_vote_takes_what_most_say():
    voted = fan_in("vote", results({"yes": True}, {"yes": False}, {"yes": False}))
    assert voted.result == {"yes": False} and voted.consensus == pytest.approx(2 / 3)


def test_a_tie_goes_to_the_earlier_agent():
    assert fan_in("vote", results("b", "a")).result == "b"


def test_custom_takes_what_the_aggregator_says():
    last = AgentResult(agent="MergeAgent", position=9, shard=0, result={"sum": 3})
    assert fan_in("merge", [last, *results(1, 2)], aggregator="MergeAgent").result == {"sum": 3}
    assert fan_in("custom", results(1, 2), aggregator="MergeAgent").result is None


def test_no_results_are_an_empty_result():
    assert fan_in("merge", []).result == {} and fan_in("concat", []).result == [] and fan_in("vote", []).result is None


def test_an_unknown_strategy_is_named():
    with pytest.raises(ValueError, match="'mix' is no way to aggregate"):
        fan_in("mix", [])


VALUES = st.recursive(
    st.one_of(st.integers(), st.text(max_size=4), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)),
    max_leaves=6,
)


@given(values=st.lists(VALUES, max_size=5), strategy=st.sampled_from(["merge", "concat", "vote"]), seed=st.integers())
def test_the_order_of_arrival_changes_nothing(values, strategy, seed):
    arrived = [AgentResult(agent=f"Agent{index}", position=index % 2, shard=index // 3, result=value) for index, value in enumerate(values)]
    shuffled = arrived.copy()
    random.Random(seed).shuffle(shuffled)
    assert fan_in(strategy, shuffled) == fan_in(strategy, arrived)
