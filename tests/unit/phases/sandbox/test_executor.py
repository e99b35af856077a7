import json
import socket
import threading

import pytest

from phases.sandbox.artifacts import artifact_id
from phases.sandbox.folders import start_time
from phases.sandbox.limits import TOOL_TIMEOUT_S
from runs.errors import BudgetExceeded, LostLease, TaskError
from tests.support.content import MODEL
from tests.support.works import MemoryWork


def hostile(deed, **options):
    params = {"deed": deed, **options.pop("params", {})}
    return MemoryWork("HostileAgent", params=params, produces=["DomainModel", "GitBundle"], **options)


def refused(executor, work):
    with pytest.raises(TaskError) as caught:
        executor.execute(work)
    return caught.value


@pytest.fixture
def working(executor, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary-in-the-worker")
    work = MemoryWork(
        "WorkingAgent", produces=["DomainModel", "GitBundle"], tools=["tool.test.measure"], version="3.2", checkpoint={"token": "t", "data": {}}
    )
    return work, executor.execute(work)


def test_it_returns_the_result_with_what_the_agent_and_its_tool_made_in_order(working):
    _work, outcome = working

    assert outcome.result["measured"] == 3 * len("Todo")
    assert [(draft.type, draft.provenance["source"]) for draft in outcome.artifacts] == [
        ("DomainModel", "WorkingAgent"),
        ("GitBundle", "WorkingAgent"),
        ("GitBundle", "tool.test.measure"),
        ("ToolReport", "tool.test.measure"),
    ]


def test_it_stores_what_was_written_under_its_hash_and_names_its_origin(working, store):
    work, outcome = working
    draft, report = outcome.artifacts[0], outcome.artifacts[-1]

    assert json.loads(store.get(draft.location)) == MODEL
    assert draft.id == artifact_id(work.spec.id, "DomainModel", "DomainModel.json", draft.hash)
    assert draft.schema_id == "schema.artifact.domainmodel.v2"
    assert draft.provenance["version"] == "3.2"
    assert draft.provenance["fence"] == work.fence
    assert draft.provenance["sandbox"]["isolation"] == "no isolation for hostile code"
    assert report.provenance["inputs"] == [draft.id]
    assert store.size(outcome.artifacts[1].location) == 2_500_000


def test_it_hands_on_progress_and_checkpoints_and_gives_the_last_one(working):
    work, outcome = working

    assert work.reports[0] == (10.0, "begun")
    assert work.checkpoints == [("half", {"done": 1})]
    assert outcome.result["checkpoint"] == {"token": "t", "data": {}}


def test_it_reserves_the_tool_time_before_and_settles_what_it_took(working):
    [(reserved, actual)] = working[0].charges

    assert reserved == {"tools_minutes": TOOL_TIMEOUT_S / 60}
    assert 0 < actual["tools_minutes"] < 1


def test_it_gives_the_sandbox_a_clean_environment(working):
    environment = working[1].result["environment"]

    assert "canary-in-the-worker" not in str(environment)
    assert set(environment) == {"PATH", "LANG", "HOME", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "IDEAMINE_SANDBOX"}
    assert environment["HOME"].endswith(f"{working[0].spec.id}-7/work")


def test_it_gives_equal_work_equal_artifact_ids(executor):
    first = MemoryWork("WorkingAgent", produces=["DomainModel", "GitBundle"], tools=["tool.test.measure"])
    again = executor.execute(first).artifacts[0]

    assert executor.execute(first).artifacts[0].id == again.id


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        ("endless_line", "longer than"),
        ("endless_messages", "printed or logged"),
        ("noise", "printed or logged"),
        ("invalid_utf8", "no JSON"),
        ("lone_surrogate", "no UTF-8 form"),
        ("deep_json", "nested deeper"),
        ("large_chunk", "a chunk has"),
        ("large_result", "the result has more"),
        ("undeclared_type", "may not write the artifact type"),
        ("wrong_content", "required keys"),
        ("end_silently", "last words"),
    ],
)
def test_it_fails_the_task_cleanly_when_the_sandbox_misbehaves(executor, deed, words):
    error = refused(executor, hostile(deed))

    assert error.error_class == "schema"
    assert words in str(error)


def test_it_refuses_an_artifact_that_the_task_was_not_given(executor):
    error = refused(executor, hostile("foreign_artifact", params={"id": "f" * 32}))

    assert "was given to this task" in str(error)


def test_it_refuses_a_tool_that_is_not_on_the_allowlist_before_reserving(executor):
    work = hostile("unlisted_tool", tools=["tool.test.measure"])

    assert "not on the allowlist" in str(refused(executor, work))
    assert work.charges == []


def test_it_answers_an_unknown_method_with_its_code_and_records_the_refusal(executor):
    outcome = executor.execute(hostile("unknown_method"))

    assert outcome.result == {"code": -32601}
    assert "database.query" in outcome.provenance["refusals"][0]


def test_it_bounds_the_memory_of_the_sandbox(executor):
    error = refused(executor, hostile("memory_hog", limits={"memory_mb": 256}))

    assert "MemoryError" in str(error)
    assert error.error_class == "fatal"


def test_it_kills_the_children_that_an_agent_leaves_behind(executor):
    pids = executor.execute(hostile("leave_children")).result["pids"]

    assert [start_time(pid) for pid in pids] == [None, None, None]


def test_it_calls_a_sandbox_killed_from_outside_transient(executor):
    assert refused(executor, hostile("be_killed")).error_class == "transient"


def test_it_calls_the_agents_own_mistake_fatal_and_names_it(executor):
    error = refused(executor, hostile("bad_parameters"))

    assert (error.error_class, "ValueError: the agent's own mistake" in str(error)) == ("fatal", True)


def test_it_ends_a_task_at_its_time_budget(executor):
    work = hostile("hang", budget_ms=1500)

    assert refused(executor, work).error_class == "transient"
    assert start_time(work.checkpoints[0][1]["pid"]) is None


def test_it_ends_a_cancelled_task(executor):
    work = hostile("hang")
    threading.Thread(target=lambda: work.saved.wait(30) and work.cancelled.set()).start()

    assert refused(executor, work).error_class == "cancelled"
    assert start_time(work.checkpoints[0][1]["pid"]) is None


def test_it_removes_a_folder_that_the_agent_locked(executor):
    executor.execute(hostile("lock_folder"))


def test_it_keeps_the_sandbox_from_the_services_of_the_host(executor):
    with socket.create_server(("127.0.0.1", 0)) as server:
        outcome = executor.execute(hostile("connect", params={"port": server.getsockname()[1]}))

    if outcome.provenance["sandbox"]["network"].startswith("host"):
        pytest.skip("this kernel gives no network namespace")
    assert outcome.result["reached"] is False


def test_it_lets_a_sandbox_serve_and_connect_on_its_own_loopback(executor):
    assert executor.execute(hostile("serve")).result == {"heard": "hello"}


def test_it_lets_a_lost_lease_through_and_kills_the_sandbox(executor):
    work = hostile("hang")
    work.save_checkpoint = _lost

    with pytest.raises(LostLease):
        executor.execute(work)


def _lost(*_arguments):
    raise LostLease


def test_it_lets_an_exceeded_budget_through_and_runs_no_tool(executor):
    work = MemoryWork("WorkingAgent", produces=["DomainModel", "GitBundle"], tools=["tool.test.measure"], tools_minutes=1)

    with pytest.raises(BudgetExceeded):
        executor.execute(work)


def test_it_names_an_agent_that_does_not_exist(executor):
    assert "no module" in str(refused(executor, MemoryWork("NobodyAgent")))


def test_it_checks_a_guards_report(executor):
    outcome = executor.execute(MemoryWork("guard.testCount"))

    assert outcome.result["metrics"]["models"]["value"] == 0
    assert outcome.cost["tools_minutes"] > 0
    assert "guard.testCount" in str(refused(executor, MemoryWork("guard.testCount", params={"broken": True})))


def test_it_reads_an_artifact_that_an_earlier_task_made(executor):
    made = executor.execute(MemoryWork("WorkingAgent", produces=["DomainModel", "GitBundle"], tools=["tool.test.measure"])).artifacts[0]
    given = {
        "id": made.id,
        "type": made.type,
        "name": made.name,
        "hash": made.hash,
        "media_type": made.media_type,
        "phase": "intake",
        "producer": "WorkingAgent",
        "location": made.location,
    }

    assert executor.execute(MemoryWork("guard.testCount", inputs=[given])).result["metrics"]["models"]["value"] == 1


def test_it_stores_the_report_of_a_tool_task(executor, store):
    made = executor.execute(MemoryWork("WorkingAgent", produces=["DomainModel", "GitBundle"], tools=["tool.test.measure"])).artifacts[0]
    given = {"id": made.id, "type": made.type, "name": made.name, "hash": made.hash, "media_type": made.media_type, "location": made.location}

    outcome = executor.execute(MemoryWork("tool.test.measure", inputs=[given], params={"factor": 2}, produces=["GitBundle"]))

    assert outcome.result["data"] == {"product": 8}
    assert [draft.type for draft in outcome.artifacts] == ["GitBundle", "ToolReport"]
    assert json.loads(store.get(outcome.artifacts[1].location)) == outcome.result
