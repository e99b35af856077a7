"""Fan-out: what to start next, for every mode and every state of the tasks."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from phases import fanout
from phases.fanout import Piece, TaskView
from tests.unit.phases.plans import a_plan, an_agent

ABCD = ["A", "B", "C", "D"]


def tasks(**statuses):
    """A="running" → a task of agent A; A2="…" → of its second iteration."""
    found = []
    for name, status in statuses.items():
        target, shard = name[0], int(name[1:] or 0)
        found.append(TaskView(id=name, target=target, status=status, shard=shard, position=ord(target) - ord("A")))
    return found


def decide(plan, *rows, chosen=None):
    return fanout.decide(plan, chosen if chosen is not None else [agent.id for agent in plan.agents], rows)


def started(wave):
    return [piece.target for piece in wave.create if piece.ready]


def test_parallel_starts_all_at_once():
    plan = a_plan(*ABCD, parallelism="parallel")
    assert started(decide(plan)) == ABCD and not decide(plan).done
    assert decide(plan, *tasks(A="running", B="succeeded", C="ready", D="dead")) == fanout.Wave()
    assert decide(plan, *tasks(A="failed", B="succeeded", C="cancelled", D="dead")).done


def test_sequential_starts_one_after_the_other():
    plan = a_plan("A", "B", parallelism="sequential")
    assert started(decide(plan)) == ["A"]
    assert decide(plan, *tasks(A="parked")) == fanout.Wave()
    assert started(decide(plan, *tasks(A="succeeded"))) == ["B"]
    assert decide(plan, *tasks(A="succeeded", B="succeeded")).done


def test_a_failed_agent_does_not_stop_the_others():
    assert started(decide(a_plan("A", "B", parallelism="sequential"), *tasks(A="dead"))) == ["B"]


def test_a_number_limits_how_many_run_together():
    plan = a_plan(*ABCD, parallelism=2)
    wave = decide(plan)
    assert [(piece.target, piece.ready) for piece in wave.create] == [("A", True), ("B", True), ("C", False), ("D", False)]
    # four are open; as soon as one ends the next one's turn comes
    assert wave.wake_below == 4
    assert decide(plan, *tasks(A="running", B="running", C="pending", D="pending")).promote == ()
    assert decide(plan, *tasks(A="succeeded", B="running", C="pending", D="pending")).promote == ("C",)
    assert decide(plan, *tasks(A="succeeded", B="failed", C="pending", D="pending")).promote == ("C", "D")
    assert decide(plan, *tasks(A="succeeded", B="failed", C="running", D="running")).wake_below == 1
    assert decide(plan, *tasks(A="succeeded", B="failed", C="succeeded", D="dead")).done


def test_a_limit_holds_back_an_agent_until_what_it_needs_has_been_made_and_lets_it_see_that():
    plan = a_plan(an_agent("A", produces=("X",)), "B", "C", an_agent("D", needs=("X",)), parallelism=2)
    assert [piece.target for piece in decide(plan).create] == ["A", "B", "C"]
    assert not decide(plan, *tasks(A="running", B="succeeded", C="running")).create
    assert decide(plan, *tasks(A="running", B="succeeded", C="running")).wake_below == 2
    assert started(decide(plan, *tasks(A="succeeded", B="succeeded", C="running"))) == ["D"]
    assert not decide(plan, *tasks(A="running", B="succeeded", C="succeeded")).done
    assert visible(plan, "D") == {"A"}


def test_partial_starts_an_agent_when_what_it_needs_has_been_made():
    plan = a_plan(
        an_agent("A", produces=("X",)),
        an_agent("B", produces=("Y",)),
        an_agent("C", needs=("X", "Y")),
        an_agent("D", needs=("Other",)),
        parallelism="partial",
    )
    assert started(decide(plan)) == ["A", "B", "D"]
    assert started(decide(plan, *tasks(A="succeeded", B="running", D="running"))) == []
    assert decide(plan, *tasks(A="succeeded", B="running", D="running")).wake_below == 2
    assert started(decide(plan, *tasks(A="succeeded", B="dead", D="running"))) == ["C"]
    assert decide(plan, *tasks(A="succeeded", B="dead", C="failed", D="succeeded")).done


def test_partial_does_not_wait_for_an_agent_that_made_its_part_in_an_earlier_attempt():
    plan = a_plan(an_agent("A", produces=("X",)), an_agent("C", needs=("X",)), parallelism="partial")
    assert started(decide(plan, chosen=["C"])) == ["C"]


def iterative(**keys):
    return a_plan("A", "B", parallelism="iterative", loop={"max_iterations": 2}, **keys)


def row(name, status="succeeded", result=None):
    return TaskView(id=name, target=name[0], status=status, shard=int(name[1:]), position=ord(name[0]) - ord("A"), result=result)


def test_an_iteration_runs_in_sequence_and_counts_from_one():
    assert decide(iterative()).create == (Piece(target="A", shard=1, position=0),)
    assert decide(iterative(), row("A1")).create == (Piece(target="B", shard=1, position=1),)


@pytest.mark.parametrize("result", [None, {}, {"done": False}, {"done": "yes"}, {"done": 1}])
def test_the_loop_goes_on_until_the_last_agent_says_done(result):
    assert decide(iterative(), row("A1"), row("B1", result=result)).create == (Piece(target="A", shard=2, position=0),)
    assert decide(iterative(), row("A1"), row("B1", result={"done": True})).done


def test_the_loop_ends_with_its_iterations_or_with_a_failed_judge():
    assert decide(iterative(), row("A1"), row("B1", result={}), row("A2"), row("B2", result={})).done
    assert decide(iterative(), row("A1"), row("B1", status="dead")).done


def test_an_aggregator_runs_last_and_alone():
    plan = a_plan("A", "B", aggregator=an_agent("Z"))
    both = tasks(A="succeeded", B="dead")
    assert decide(plan, *tasks(A="succeeded", B="running")) == fanout.Wave()
    assert decide(plan, *both).create == (Piece(target="Z", shard=0, position=2),)
    own = TaskView(id="z", target="Z", status="running", position=2)
    assert decide(plan, *both, own) == fanout.Wave()
    assert decide(plan, *both, TaskView(id="z", target="Z", status="succeeded", position=2)).done


def test_the_aggregator_alone_can_be_run_again():
    plan = a_plan("A", aggregator=an_agent("Z"))
    assert [piece.target for piece in decide(plan, chosen=["Z"]).create] == ["Z"]
    assert decide(plan, chosen=[]).done


def test_only_the_chosen_agents_run():
    plan = a_plan(*ABCD)
    assert started(decide(plan, chosen=["C"])) == ["C"]
    assert decide(plan, chosen=[]).done


def visible(plan, target):
    return fanout.visible_targets(plan, Piece(target=target, shard=0, position=fanout.position(plan, target)))


def test_agents_see_each_other_as_their_mode_says():
    assert visible(a_plan(*ABCD, parallelism="sequential"), "C") == {"A", "B"}
    assert visible(a_plan(*ABCD, parallelism="parallel"), "C") == set()
    assert visible(a_plan(*ABCD, parallelism=2), "C") == set()
    plan = a_plan(an_agent("A", produces=("X",)), an_agent("B", produces=("Y",)), an_agent("C", needs=("Y",)), parallelism="partial")
    assert visible(plan, "C") == {"B"}
    assert visible(a_plan("A", "B", aggregator=an_agent("Z")), "Z") == {"A", "B"}


MODES = st.sampled_from(["sequential", "parallel", "partial", "iterative", 1, 2, 3])


@settings(max_examples=200)
@given(mode=MODES, seed=st.integers(), aggregator=st.booleans())
def test_every_mode_ends_and_runs_every_agent_whatever_fails(mode, seed, aggregator):
    chance = random.Random(seed)
    agents = [an_agent("A", produces=("X",)), an_agent("B", needs=("X",), produces=("Y",)), an_agent("C", needs=("X", "Y")), an_agent("D")]
    loop = {"max_iterations": 2} if mode == "iterative" else {}
    plan = a_plan(*agents, parallelism=mode, loop=loop, aggregator=an_agent("Z") if aggregator else None)
    rows: dict[str, TaskView] = {}
    for _ in range(100):
        wave = fanout.decide(plan, ABCD, list(rows.values()))
        for piece in wave.create:
            key = f"{piece.target}{piece.shard}"
            assert key not in rows
            status = "ready" if piece.ready else "pending"
            rows[key] = TaskView(id=key, target=piece.target, status=status, shard=piece.shard, position=piece.position)
        for key in wave.promote:
            rows[key] = TaskView(id=key, target=rows[key].target, status="ready", position=rows[key].position)
        active = sorted(key for key, task in rows.items() if task.status == "ready")
        if isinstance(mode, int):
            assert len(active) <= mode
        if wave.done:
            break
        opened = sum(not task.ended for task in rows.values())
        key = chance.choice(active)
        rows[key] = TaskView(
            id=key, target=rows[key].target, status=chance.choice(["succeeded", "failed", "dead"]), shard=rows[key].shard, position=rows[key].position
        )
        # whoever is woken too late would wait for ever
        again = fanout.decide(plan, ABCD, list(rows.values()))
        if again.create or again.promote or again.done:
            assert opened - 1 < wave.wake_below
    assert wave.done and {task.target for task in rows.values()} >= set(ABCD) | ({"Z"} if aggregator else set())
    assert all(task.ended for task in rows.values())
