import hashlib

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
