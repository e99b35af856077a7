"""Which artifacts count, and what is in them."""

import json
import uuid
from datetime import UTC, datetime

import pytest

from ideamine.lib.storage import open_store
from ledger import artifacts, recorder
from ledger.errors import ContentChanged
from ledger.models import Artifact
from ledger.selectors import lineage, query
from runs.models import Phase, Task
from runs.transitions import step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.ARTIFACT_STORAGE = str(tmp_path / "artifacts")
    return open_store(settings.ARTIFACT_STORAGE)


@pytest.fixture
def make(run, record, store):
    """Have a producer write an artifact in a phase and gate attempt; return its id."""

    def made(
        type,
        producer="AgentA",
        *,
        phase="intake",
        attempt=1,
        position=0,
        place=0,
        shard=0,
        data=b"{}",
        name=None,
        inputs=(),
        media_type="application/json",
    ):
        row, _ = Phase.objects.get_or_create(run=run, name=phase, defaults={"budgets": {}, "position": ["intake", "ideation", "prd"].index(phase)})
        task = Task.objects.create(
            phase=row,
            run=run,
            type="agent",
            target=producer,
            input={},
            attempt=attempt,
            position=position,
            shard=shard,
            idempotence_key=uuid.uuid4().hex,
        )
        kept = store.put(data)
        columns = {
            "id": str(uuid.uuid4()),
            "phase": phase,
            "attempt": attempt,
            "task_id": str(task.pk),
            "type": type,
            "schema_id": "s",
            "name": name or f"{type}.json",
            "media_type": media_type,
            "size": kept.size,
            "hash": kept.hash,
            "location": kept.location,
            "provenance": {"source": producer, "inputs": list(inputs)},
            "position": place,
        }
        with step(run.pk) as current:
            recorder.append_artifact(current, columns=columns)
        return columns["id"]

    return made


def ids(rows):
    return [str(row.pk) for row in rows]


def test_they_stand_in_the_order_of_phases_and_making(run, make):
    later, first, second = make("PRD", phase="prd"), make("B", position=1), make("C", position=2)
    assert ids(artifacts.accepted(run.pk)) == [first, second, later]
    assert ids(artifacts.accepted(run.pk, ["prd"])) == [later]


def test_the_place_of_a_task_counts_before_the_place_within_it_and_before_the_time_of_arrival(run, make):
    merged = make("GitBundle", "tool.merge", position=2, name="merged.bundle")
    part = make("GitBundle", "AgentA", position=1, place=3, name="part.bundle")
    assert ids(artifacts.accepted(run.pk)) == [part, merged]


def test_of_an_iteration_the_later_one_counts_though_it_arrived_first(run, make):
    last = make("Code", shard=1)
    make("Code", shard=0, place=5)
    assert ids(artifacts.accepted(run.pk)) == [last]


def test_of_each_producer_the_last_attempt_counts_whole(run, make):
    make("Old", "AgentA")
    kept = make("Spec", "AgentB")
    new = make("New", "AgentA", attempt=2)
    assert ids(artifacts.accepted(run.pk)) == [kept, new]


def test_of_many_writings_under_one_name_the_last_counts(run, make):
    make("Code", position=0)
    last = make("Code", position=1)
    assert ids(artifacts.accepted(run.pk)) == [last]


def test_two_producers_may_use_one_name(run, make):
    both = [make("ToolReport", "AgentA"), make("ToolReport", "AgentB")]
    assert ids(artifacts.accepted(run.pk)) == both


def test_the_rows_of_one_step_keep_their_order(run, record, store):
    kept = store.put(b"{}")
    made = [str(uuid.uuid4()) for _ in range(5)]
    with step(run.pk) as current:
        for identity in made:
            recorder.append_artifact(
                current,
                columns={
                    "id": identity,
                    "phase": "intake",
                    "type": "Part",
                    "schema_id": "s",
                    "name": f"{identity}.json",
                    "size": 2,
                    "hash": kept.hash,
                    "location": kept.location,
                    "provenance": {},
                },
            )
    assert ids(artifacts.accepted(run.pk)) == made
    assert str(artifacts.newest(artifacts.accepted(run.pk), "Part").pk) == made[-1]
    assert artifacts.newest([], "Part") is None


def test_it_reads_json_and_bytes(make):
    assert artifacts.content(Artifact.objects.get(pk=make("A", data=b'{"a": 1}'))) == {"a": 1}
    assert artifacts.content(Artifact.objects.get(pk=make("B", data=b"\xff", media_type="application/x-git-bundle"))) == b"\xff"


def test_it_refuses_content_that_is_not_what_the_row_names(run, make, store):
    artifact = Artifact.objects.get(pk=make("A"))
    artifact.location = store.put(b"other").location
    with pytest.raises(ContentChanged, match=r"A A\.json"):
        artifacts.content(artifact)


def test_lineage_walks_all_ancestors_and_ends_on_a_circle(run, make):
    idea = make("IdeaSpec")
    glossary = make("Glossary", inputs=[idea], phase="intake")
    prd = make("PRD", inputs=[idea, glossary, str(uuid.uuid4())], phase="prd")
    Artifact.objects.filter(pk=idea).update(provenance={"source": "x", "inputs": [prd]})

    found = lineage(prd)
    assert [(a.id, a.depth, a.source) for a in found] == [(prd, 0, "AgentA"), (glossary, 1, "AgentA"), (idea, 1, "x")]
    assert lineage(uuid.uuid4()) == []


def test_the_query_filters_by_type_phase_time_and_number(run, record):
    for hour, (kind, phase) in enumerate([("task", "intake"), ("gate", "intake"), ("task", "prd"), ("cost", "prd")]):
        record((kind, {"n": hour}, phase), now=datetime(2026, 1, 1, hour, tzinfo=UTC))

    def seqs(**wanted):
        return [entry.seq for entry in query(run.pk, **wanted)]

    assert (seqs(), seqs(type="task"), seqs(phase="prd"), seqs(limit=2), seqs(after_seq=3)) == ([1, 2, 3, 4], [1, 3], [3, 4], [1, 2], [4])
    assert seqs(since=datetime(2026, 1, 1, 1, tzinfo=UTC), until=datetime(2026, 1, 1, 3, tzinfo=UTC)) == [2, 3]
    assert json.loads(query(run.pk, limit=1)[0].body)["data"] == {"n": 0}
