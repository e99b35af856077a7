"""A run from end to end over HTTP: asked for, worked on by the platform's own workers, read back event by event, its dossier checked."""

from __future__ import annotations

import pytest

from ledger.dossier import checking
from tests.support.people import a_person, api_of
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("rows")]
RUNS = "/api/v1/runs"


def test_a_run_that_is_asked_for_by_rest_is_worked_on_and_read_back():
    api = api_of(a_person("rest"))
    body = {"idea": {"text": "Build a library. Members borrow books."}, "until": "intake"}
    first = api.post(RUNS, body, headers={"Idempotency-Key": "k-1"})
    again = api.post(RUNS, body, headers={"Idempotency-Key": "k-1"})
    other = api.post(RUNS, {"idea": "Build a diary"}, headers={"Idempotency-Key": "k-1"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 409)
    assert first.json()["id"] == again.json()["id"]
    place = first["Location"]

    wait_until(lambda: api.get(place).json()["status"] == "completed", seconds=60, what="the run completes")
    wait_until(lambda: api.get(f"{place}/dossier").status_code == 200, seconds=30, what="the dossier is there")

    number, kinds = 0, []
    while page := api.get(f"{place}/events?after={number}&limit=7").json()["results"]:
        assert [event["number"] for event in page] == list(range(number + 1, number + 1 + len(page)))
        number, kinds = page[-1]["number"], [*kinds, *(event["type"] for event in page)]
    milestones = ["run.started", "phase.started", "phase.progress", "phase.ready", "phase.gate.passed", "phase.complete", "run.complete"]
    assert [kind for kind in dict.fromkeys(kinds) if kind in milestones] == milestones
    assert checking.check(api.get(f"{place}/dossier").json()) == []
