"""The cast of the ledger's tests: a run, and steps that state facts."""

import pytest

from runs import events
from runs.models import Run
from runs.transitions import step


@pytest.fixture
def run(db):
    """A run that only the ledger watches."""
    return Run.objects.create(title="Todo", idea={"text": "Build a todo app"})


@pytest.fixture
def record(run, monkeypatch):
    """State facts for the run, in one step: (kind, data) or (kind, data, phase) each."""
    from ledger import recorder

    monkeypatch.setattr(events, "_subscribers", [recorder.append])

    def stated(*facts, provenance=None, now=None):
        with step(run.pk, now=now) as current:
            for kind, data, *phase in facts:
                current.record(kind, data=data, phase=phase[0] if phase else None, provenance=provenance or {"source": "test"})
        run.refresh_from_db()
        return current

    return stated
