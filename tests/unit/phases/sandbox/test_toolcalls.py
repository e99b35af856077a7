import hashlib
import threading

import pytest

from phases.sandbox import hosting
from runs.errors import TaskError
from tests.support.works import MemoryWork


def calling(deed, **options):
    return MemoryWork("HostileAgent", params={"deed": deed}, produces=["DomainModel", "GitBundle"], **options)


def test_a_tool_that_reports_in_anothers_name_counts_as_failed(executor):
    assert executor.execute(calling("call_forger", tools=["tool.test.forge"])).result == {"outcome": "error"}


def test_a_tool_that_does_not_end_gives_a_report_without_producers(executor):
    outcome = executor.execute(calling("call_slow", tools=["tool.test.slow"], tool_timeouts={"tool.test.slow": 1}))

    assert outcome.result == {"outcome": "error", "error": "tool.test.slow did not end within 1 s", "producers": []}
    assert outcome.artifacts[0].provenance["version"] == "unknown"


def test_a_tool_task_that_fails_is_the_engines_to_retry(executor):
    with pytest.raises(TaskError) as caught:
        executor.execute(MemoryWork("tool.test.slow", tool_timeouts={"tool.test.slow": 0.5}))

    assert caught.value.error_class == "transient"


def test_a_host_tool_runs_in_the_worker_on_the_chosen_inputs_alone(executor, monkeypatch):
    def sign(args, call):
        seal = hashlib.sha256(b"key of the worker" + call.read(call.inputs[0])).hexdigest()
        return {
            "tool": call.tool,
            "version": "1",
            "outcome": "ok",
            "error": "",
            "producers": [],
            "data": {"product": seal, "inputs": len(call.inputs)},
            "measured": {},
            "platform": "worker",
        }

    monkeypatch.setitem(hosting.HOST_TOOLS, "tool.test.measure", None)
    hosting.register_host_tool("tool.test.measure", sign)
    outcome = executor.execute(MemoryWork("WorkingAgent", produces=["DomainModel", "GitBundle"], tools=["tool.test.measure"]))

    assert len(outcome.result["measured"]) == 64
    assert outcome.artifacts[-1].provenance["sandbox"]["backend"] == "worker"


TWO = ["tool.test.late", "tool.test.early"]


def test_several_tools_run_at_the_same_time_and_what_they_make_lies_in_the_order_of_the_request(executor, tmp_path):
    work = MemoryWork("HostileAgent", params={"deed": "call_two"}, produces=["GitBundle"], tools=TWO, idea={"text": str(tmp_path)})

    outcome = executor.execute(work)

    assert outcome.result == {"tool.test.late": ["ok", "", "early"], "tool.test.early": ["ok", "", "late"]}
    assert [(draft.type, draft.name) for draft in outcome.artifacts] == [
        ("GitBundle", "late.bundle"),
        ("ToolReport", "tool.test.late.json"),
        ("GitBundle", "early.bundle"),
        ("ToolReport", "tool.test.early.json"),
    ]
    assert [amounts for amounts, actual in work.charges if 0 < actual["tools_minutes"] < 1] == [{"tools_minutes": 4.0}] * 2
    assert {note for _, note in work.reports} == {"tool.test.late: late met early", "tool.test.early: early met late"}


def test_one_of_several_that_fails_takes_no_other_with_it(executor):
    outcome = executor.execute(calling("call_with_one_that_hangs", tools=["tool.test.slow", "tool.test.forge"], tool_timeouts={"tool.test.slow": 1}))

    assert outcome.result["tool.test.slow"] == "tool.test.slow did not end within 1 s"
    assert "in the name of" in outcome.result["tool.test.forge"]


def test_several_that_run_are_ended_with_their_task(executor, tmp_path):
    work = calling("call_with_one_that_hangs", tools=["tool.test.slow", "tool.test.forge"])
    threading.Timer(1, work.cancelled.set).start()

    with pytest.raises(TaskError) as caught:
        executor.execute(work)

    assert caught.value.error_class == "cancelled"


def test_to_call_no_tool_is_refused(executor):
    with pytest.raises(TaskError, match="a list of 1 to 32 objects"):
        executor.execute(calling("call_nobody"))
