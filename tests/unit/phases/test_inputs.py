"""Which artifacts count, and which a task may read."""

from phases import inputs
from phases.fanout import Piece
from phases.inputs import PhaseView, StoredArtifact
from tests.unit.phases.plans import a_plan, an_agent

PHASES = {"intake": PhaseView(position=0, attempt=1, since={}), "ideation": PhaseView(position=1, attempt=2, since={"B": 2})}


def stored(id, phase="intake", *, type="Doc", target="A", attempt=1, stage="dispatch", shard=0, task_position=0, position=0):
    return StoredArtifact(
        id=id,
        type=type,
        name=f"{id}.json",
        hash="0" * 64,
        media_type="application/json",
        location="sha256/00/0",
        phase=phase,
        attempt=attempt,
        position=position,
        producer=target,
        target=target,
        stage=stage,
        shard=shard,
        task_position=task_position,
    )


def ids(artifacts):
    return [artifact.id for artifact in artifacts]


def test_artifacts_are_ordered_by_phase_iteration_place_and_writing():
    found = [
        stored("e", "ideation"),
        stored("d", shard=2),
        stored("c", shard=1, task_position=1, position=1),
        stored("b", shard=1, task_position=1),
        stored("a", shard=1),
    ]
    assert ids(inputs.accepted(found, PHASES)) == ["a", "b", "c", "d", "e"]
    assert ids(inputs.accepted(reversed(found), PHASES)) == ["a", "b", "c", "d", "e"]


def test_an_agent_that_ran_again_replaces_what_it_made_and_the_others_are_carried_on():
    found = [stored("a1", "ideation", target="A"), stored("b1", "ideation", target="B"), stored("b2", "ideation", target="B", attempt=2)]
    assert ids(inputs.accepted(found, PHASES)) == ["a1", "b2"]


def test_an_agent_whose_repetition_failed_counts_with_nothing():
    assert inputs.accepted([stored("b1", "ideation", target="B")], PHASES) == []


def test_what_guards_made_counts_in_the_last_attempt_only():
    found = [stored("g1", "ideation", target="guard.x", stage="guard"), stored("g2", "ideation", target="guard.x", stage="guard", attempt=2)]
    assert ids(inputs.accepted(found, PHASES)) == ["g2"]


def test_an_artifact_of_a_phase_that_is_not_asked_for_does_not_count():
    assert inputs.accepted([stored("x", "beta")], PHASES) == []


IDEATION = a_plan(
    an_agent("A", needs=("Doc",), produces=("Note",)),
    an_agent("B", needs=("Note", "Doc")),
    an_agent("C", needs=("Note",)),
    phase="ideation",
    ancestors=("intake",),
)
EVERYTHING = [stored("doc"), stored("other", type="Other"), stored("note", "ideation", type="Note", target="A")]


def test_an_agent_reads_the_types_that_it_needs():
    plan = a_plan(*IDEATION.agents, phase="ideation", parallelism="sequential")
    assert ids(inputs.for_agent(plan, Piece(target="A", shard=0, position=0), EVERYTHING)) == ["doc"]
    assert ids(inputs.for_agent(plan, Piece(target="B", shard=0, position=1), EVERYTHING)) == ["doc", "note"]


def test_agents_that_work_side_by_side_do_not_see_each_other():
    assert ids(inputs.for_agent(IDEATION, Piece(target="B", shard=0, position=1), EVERYTHING)) == ["doc"]


def test_in_a_loop_an_agent_sees_what_came_before_it():
    plan = a_plan("A", an_agent("B", needs=("Note",)), phase="ideation", parallelism="iterative", loop={"max_iterations": 3})
    found = [
        stored("1A", "ideation", type="Note", target="A", shard=1),
        stored("1B", "ideation", type="Note", target="B", shard=1, task_position=1),
        stored("2A", "ideation", type="Note", target="A", shard=2),
        stored("2B", "ideation", type="Note", target="B", shard=2, task_position=1),
    ]
    assert ids(inputs.for_agent(plan, Piece(target="B", shard=2, position=1), found)) == ["1A", "1B", "2A"]


def test_an_aggregator_reads_everything():
    plan = a_plan(*IDEATION.agents, phase="ideation", aggregator=an_agent("Z"))
    assert ids(inputs.for_agent(plan, Piece(target="Z", shard=0, position=3), EVERYTHING)) == ["doc", "other", "note"]
    assert inputs.wanted_types(plan, [Piece(target="Z", shard=0, position=3)]) is None


def test_a_guard_reads_everything_but_what_guards_beside_it_made():
    beside = stored("g", "ideation", type="ToolReport", target="guard.x", stage="guard")
    earlier = stored("h", "intake", type="ToolReport", target="guard.x", stage="guard")
    assert ids(inputs.for_guard(IDEATION, "guard.x", [*EVERYTHING, beside, earlier])) == ["doc", "other", "note", "h"]


def test_only_the_types_that_the_tasks_need_are_asked_for():
    assert inputs.wanted_types(IDEATION, [Piece(target="A", shard=0, position=0), Piece(target="C", shard=0, position=2)]) == {"Doc", "Note"}


def test_a_reference_says_where_the_bytes_are_and_who_made_them():
    assert set(stored("a").ref()) == {"id", "type", "name", "hash", "media_type", "phase", "producer", "location"}


SEALED = [*EVERYTHING, stored("secret", type="SealedTests")]


def test_a_sealed_artifact_is_no_input_of_an_agent_even_if_it_needs_the_type_or_aggregates():
    curious = a_plan(an_agent("A", needs=("SealedTests", "Doc")), phase="ideation", ancestors=("intake",), aggregator=an_agent("Z"))
    assert ids(inputs.for_agent(curious, Piece(target="A", shard=0, position=0), SEALED)) == ["doc"]
    assert "secret" not in ids(inputs.for_agent(curious, Piece(target="Z", shard=0, position=1), SEALED))


def test_a_sealed_artifact_goes_to_the_guard_that_its_type_names_alone():
    assert "secret" in ids(inputs.for_guard(IDEATION, "guard.sealedAcceptance", SEALED))
    assert "secret" not in ids(inputs.for_guard(IDEATION, "guard.contradictionScan", SEALED))
