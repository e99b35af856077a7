"""What a run made and did, by HTTP: phases, tasks, events, gates, artifacts, the dossier and the ledger."""

from __future__ import annotations

import json
import uuid

import pytest

from ideamine.lib.canonical import sha256
from ledger.dossier.checking import check
from ledger.models import Artifact, ReleaseDossier
from runs.models import Task
from tests.support.factories import a_phase, a_run, a_task
from tests.support.finished import VERDICT, a_finished_run
from tests.support.people import a_person, api_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(db):
    return api_of(a_person("ann"))


@pytest.fixture
def run(own_files):
    return a_finished_run(created_by="ann")


def of(run, rest=""):
    return f"/api/v1/runs/{run.pk}{rest}"


def test_the_detail_shows_usage_the_ledgers_head_and_the_gates(api, run):
    found = api.get(of(run)).json()
    assert found["usage"] == {"tokens": 0, "tools_minutes": 0.125}
    assert found["ledger"] == {"length": run.ledger_seq, "head": run.ledger_head}
    assert [(phase["name"], phase["gate"]["score"]) for phase in found["phases"]] == [("build", 50.0), ("release", 50.0)]
    assert "plan" not in found["phases"][0]


def test_a_phase_shows_its_plan_gate_and_evidence(api, run):
    assert [phase["name"] for phase in api.get(of(run, "/phases")).json()] == ["build", "release"]
    found = api.get(of(run, "/phases/build")).json()
    assert found["plan"] == {"rubrics": {}}
    assert found["gate"] == VERDICT
    assert found["evidence"]["guard_reports"][0]["metrics"]["high_cves"]["producer"]["command"] == "python -m unittest"
    answer = api.get(of(run, "/phases/qa"))
    assert (answer.status_code, answer.json()["code"]) == (404, "phase_not_found")


def test_a_phase_that_was_not_judged_has_neither_gate_nor_evidence(api):
    phase = a_phase(a_run(created_by="ann"))
    found = api.get(of(phase.run, "/phases/intake")).json()
    assert (found["gate"], found["evidence"]) == (None, None)


def test_tasks_are_filtered(api):
    phase = a_phase(a_run(created_by="ann"))
    first, second = a_task(phase, "AgentA"), a_task(phase, "AgentB")
    Task.objects.filter(pk=second).update(status="dead", error="it broke")

    def found(query=""):
        return [task["id"] for task in api.get(of(phase.run, f"/tasks?{query}")).json()["results"]]

    assert set(found()) == {first, second}
    assert found("status=dead") == found("target=AgentB") == [second]
    assert found("phase=qa") == found("type=tool") == []
    assert api.get(of(phase.run, "/tasks?status=odd")).json()["field"] == "status"


def test_tasks_need_as_many_queries_for_one_as_for_ten(api, django_assert_max_num_queries):
    phase = a_phase(a_run(created_by="ann"))
    for number in range(10):
        a_task(phase, f"Agent{number}")
    with django_assert_max_num_queries(4):
        assert api.get(of(phase.run, "/tasks")).json()["count"] == 10


def test_events_go_on_after_a_number(api, run):
    first = api.get(of(run, "/events?limit=1")).json()
    assert [event["number"] for event in first["results"]] == [1]
    assert first["results"][0]["keys"] == {"run_id": str(run.pk), "phase": "build"}
    rest = api.get(of(run, f"/events?after={first['after']}")).json()
    assert [event["number"] for event in rest["results"]] == list(range(2, run.event_seq + 1))
    assert api.get(of(run, f"/events?after={rest['after']}")).json() == {"after": run.event_seq, "results": []}


@pytest.mark.parametrize("query", ["after=-1", "after=x", "after=9223372036854775808", "limit=0", "after="])
@pytest.mark.parametrize("what", ["events", "ledger", "gates"])
def test_a_number_that_is_none_is_refused(api, run, what, query):
    answer = api.get(of(run, f"/{what}?{query}"))
    assert (answer.status_code, answer.json()["field"]) == (400, query.partition("=")[0])


def test_the_ledger_can_be_checked_from_what_is_answered(api, run):
    entries = api.get(of(run, "/ledger?limit=200")).json()["results"]
    assert [entry["seq"] for entry in entries] == list(range(1, run.ledger_seq + 1))
    assert all(sha256(entry["body"].encode()) == entry["hash"] for entry in entries)
    assert entries[-1]["hash"] == run.ledger_head


def test_gates_are_those_of_the_ledger(api, run):
    found = api.get(of(run, "/gates")).json()["results"]
    assert [(gate["phase"], gate["gate"]["rubrics"][0]["waived"]) for gate in found] == [("build", True), ("release", True)]


def test_an_artifact_is_a_harmless_download(api, run):
    listed = api.get(of(run, "/artifacts?type=Measured")).json()["results"]
    assert [artifact["type"] for artifact in listed] == ["Measured"]
    assert api.get(of(run, "/artifacts?phase=release")).json()["count"] == 0
    address = f"/api/v1/artifacts/{listed[0]['id']}"
    assert api.get(address).json() == listed[0]
    answer = api.get(f"{address}/content", headers={"Accept": "application/pdf"})
    assert json.loads(answer.content) == {"value": 1}
    assert sha256(answer.content) == listed[0]["hash"]
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == 'attachment; filename="Measured.json"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")


def test_a_hostile_name_or_media_type_breaks_no_header(api, run):
    Artifact.objects.update(name='a"\r\nSet-Cookie: x=1\n.html', media_type="text/html\r\nX-Evil: 1")
    answer = api.get(f"/api/v1/artifacts/{Artifact.objects.get().pk}/content")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert "Set-Cookie" not in answer.headers
    assert answer["Content-Disposition"].startswith("attachment")


def test_content_that_was_changed_is_not_handed_out(api, run, own_files):
    stored = own_files / "artifacts" / Artifact.objects.get().location
    stored.chmod(0o644)
    stored.write_bytes(b'{"value": 2}')
    answer = api.get(f"/api/v1/artifacts/{Artifact.objects.get().pk}/content")
    assert answer.status_code == 500
    assert answer.json()["code"] in ("content_changed", "content_corrupt")
    assert str(own_files) not in answer.content.decode()


def test_the_dossier_is_json_that_holds_or_a_page(api, run):
    answer = api.get(of(run, "/dossier"))
    assert answer["Content-Type"] == "application/json"
    assert answer.content == api.get(of(run, "/dossier?format=json")).content
    assert check(json.loads(answer.content)) == []
    page = api.get(of(run, "/dossier?format=html"))
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert "sandbox" in page["Content-Security-Policy"]
    assert "<b>a todo app</b>" not in page.content.decode()
    refused = api.get(of(run, "/dossier?format=pdf"))
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_format")


def test_a_run_without_a_dossier_says_so(api):
    answer = api.get(of(a_run(created_by="ann"), "/dossier"))
    assert (answer.status_code, answer.json()["code"]) == (404, "dossier_not_found")


@pytest.mark.parametrize("rest", ["", "/phases", "/phases/build", "/tasks", "/events", "/gates", "/artifacts", "/dossier", "/ledger", "/waivers"])
def test_the_run_of_somebody_else_is_not_there(run, rest):
    answer = api_of(a_person("bob")).get(of(run, rest))
    assert (answer.status_code, answer.json()["code"]) == (404, "run_not_found")
    assert api_of(a_person("sue", is_staff=True)).get(of(run, rest)).status_code == 200


def test_the_artifact_of_somebody_else_is_not_there(run):
    bob = api_of(a_person("bob"))
    for pk in (Artifact.objects.get().pk, uuid.uuid4()):
        for rest in ("", "/content"):
            answer = bob.get(f"/api/v1/artifacts/{pk}{rest}")
            assert (answer.status_code, answer.json()["code"]) == (404, "artifact_not_found")


def test_what_has_no_dossier_row_is_no_error_of_the_server(api, run):
    ReleaseDossier.objects.all().delete()
    assert api.get(of(run, "/dossier?format=html")).status_code == 404
