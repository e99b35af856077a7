"""Orchestrator + coordinator on the real database, their tasks done by a real worker in this process."""

import pytest

from phases import orchestrator, services
from runs.contracts import Outcome
from runs.engine import inline
from runs.engine.worker import Worker
from runs.models import Event
from tests.support import configurations as config


@pytest.fixture(autouse=True)
def inline_work(settings):
    settings.ENGINE_INLINE = "tests"
    before = dict(inline._functions)
    yield
    inline._functions.clear()
    inline._functions.update(before)


@pytest.fixture
def works():
    """Register what agents do: name → result, or a function of the claimed work."""

    def register(**agents):
        for name, does in agents.items():
            inline.register({name.replace("__", "."): does if callable(does) else (lambda work, result=does: Outcome(result=result))})

    register(NoopAgent={"ok": True})
    return register


def run_to_the_end(run, worker=None):
    worker = worker or Worker(1)
    orchestrator.advance_run(run.pk)
    while worker.work_once():
        pass
    run.refresh_from_db()
    return run


def events(run, *, phase=None):
    rows = Event.objects.filter(run=run).order_by("number")
    return [row.event_type for row in rows if phase is None or row.phase == phase]


def test_it_takes_a_run_through_its_phases_to_the_end(committed_db, tmp_path, works):
    folder = config.write(tmp_path, [config.phase("intake"), config.phase("ideation", after=["intake"])])
    run = services.request_run("Build a todo app", config_dir=folder).run

    assert run_to_the_end(run).status == "completed"

    told = [type for type in events(run, phase="intake") if type.startswith(("phase.", "gate."))]
    assert told == ["phase.started", "phase.agent.complete", "phase.progress", "phase.ready", "gate.evaluated", "phase.gate.passed", "phase.complete"]
    numbers = list(Event.objects.filter(run=run).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
