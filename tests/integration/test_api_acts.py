"""What people do to runs by HTTP: cancel, pause, resume, and waivers."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from ledger.models import LedgerEntry
from phases.models import Waiver
from runs.models import Event, Run
from tests.support.factories import a_phase, a_run, a_task
from tests.support.people import a_person, api_of

pytestmark = pytest.mark.django_db
RUBRICS = {"high_cves_max": {"value": 0}, "secrets_max": {"value": 0, "hard": True}}


@pytest.fixture
def run(db):
    run = a_run(created_by="ann")
    a_phase(run, "security", plan={"rubrics": RUBRICS}, state={"dependencies": []})
    a_phase(run, "build", position=1, status="completed", plan={"rubrics": RUBRICS}, state={"dependencies": []})
    return run


@pytest.fixture
def ann(db):
    return api_of(a_person("ann"))


@pytest.fixture
def approver(db):
    return api_of(a_person("olga", is_staff=True, approver=True))


def of(run, rest):
    return f"/api/v1/runs/{run.pk}/{rest}"


def a_waiver(**changed):
    when = (timezone.now() + timedelta(days=1)).isoformat()
    asked = {"phase": "security", "violation_type": "high_cves_max", "owner": "Ann", "expires_at": when, "compensating_control": "a proxy", **changed}
    return {name: value for name, value in asked.items() if value is not None}


def test_pause_resume_and_cancel_are_told_with_their_person_and_reason(ann, run):
    for verb, status in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        answer = ann.post(of(run, verb), {"reason": "because"})
        assert (answer.status_code, answer.json()["status"]) == (200, status)
        assert Event.objects.get(run=run, event_type=f"run.{status if status != 'running' else 'resumed'}").payload == {
            "by": "ann",
            "reason": "because",
        }
    entries = LedgerEntry.objects.filter(run=run, type="decision", data__decision="run_status")
    assert [(entry.data["to"], entry.data["reason"], entry.provenance["by"]) for entry in entries] == [
        ("paused", "because", "ann"),
        ("running", "because", "ann"),
        ("cancelled", "because", "ann"),
    ]


def test_cancelling_stops_its_tasks(ann, run):
    task = a_task(run.phases.get(name="security"))
    assert ann.post(of(run, "cancel")).status_code == 200
    assert run.tasks.get(pk=task).status == "cancelled"


@pytest.mark.parametrize(
    ("status", "verb"), [("completed", "cancel"), ("cancelled", "resume"), ("failed", "pause"), ("pending", "pause"), ("running", "resume")]
)
def test_what_cannot_follow_is_a_conflict(ann, status, verb):
    run = a_run(status=status, created_by="ann")
    answer = ann.post(of(run, verb), {})
    assert (answer.status_code, answer.json()["code"]) == (409, "illegal_move")
    assert Run.objects.get().status == status


@pytest.mark.parametrize("verb", ["cancel", "pause", "resume"])
def test_only_the_owner_and_staff_act_on_a_run(run, verb):
    Run.objects.update(status="paused" if verb == "resume" else "running")
    assert api_of(a_person("bob")).post(of(run, verb)).status_code == 404
    assert LedgerEntry.objects.count() == 0
    assert api_of(a_person("sue", is_staff=True)).post(of(run, verb)).status_code == 200


@pytest.mark.parametrize("body", [{"reason": 5}, {"reason": "x" * 501}, {"why": "x"}, {"reason": "a\0"}, []])
def test_a_wrong_reason_is_refused(ann, run, body):
    answer = ann.post(of(run, "cancel"), body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_content")
    assert Run.objects.get().status == "running"


def test_an_approver_grants_a_waiver(approver, run):
    answer = approver.post(of(run, "waivers"), a_waiver())
    assert answer.status_code == 201
    assert (answer.json()["granted_by"], answer.json()["status"], answer.json()["run_id"]) == ("olga", "active", str(run.pk))
    assert answer.json()["created_at"]
    assert approver.get(of(run, "waivers")).json()["results"] == [answer.json()]
    entry = LedgerEntry.objects.get(run=run)
    assert (entry.data["decision"], entry.data["rubric"], entry.provenance["by"]) == ("waiver_granted", "high_cves_max", "olga")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"violation_type": "secrets_max"}, "waiver_refused"),
        ({"violation_type": "odd_max"}, "waiver_refused"),
        ({"phase": "qa"}, "waiver_refused"),
        ({"phase": "build"}, "waiver_refused"),
        ({"expires_at": "2001-01-01T00:00:00Z"}, "waiver_refused"),
        ({"expires_at": "2999-01-01T00:00:00"}, "waiver_refused"),
        ({"expires_at": "tomorrow"}, "invalid"),
        ({"owner": "  "}, "waiver_refused"),
        ({"owner": None}, "invalid_content"),
        ({"compensating_control": None}, "invalid_content"),
        ({"compensating_control": "  "}, "waiver_refused"),
        ({"granted_by": "me"}, "invalid_content"),
    ],
)
def test_a_wrong_waiver_is_refused(approver, run, changed, code):
    answer = approver.post(of(run, "waivers"), a_waiver(**changed))
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert Waiver.objects.count() == LedgerEntry.objects.count() == 0


def test_a_run_that_is_over_or_not_there_gets_no_waiver(approver, run):
    Run.objects.update(status="completed")
    assert approver.post(of(run, "waivers"), a_waiver()).json()["code"] == "waiver_refused"
    assert approver.post(f"/api/v1/runs/{uuid.uuid4()}/waivers", a_waiver()).json()["code"] == "run_not_found"


def test_only_approvers_grant_and_revoke_superusers_not_excepted(approver, ann, run):
    waiver = approver.post(of(run, "waivers"), a_waiver()).json()
    root = api_of(a_person("root", is_staff=True, is_superuser=True))
    for api in (ann, root):
        assert api.get(of(run, "waivers")).json()["count"] == 1
        for answer in (api.post(of(run, "waivers"), a_waiver()), api.post(f"/api/v1/waivers/{waiver['id']}/revoke")):
            assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")
    assert Waiver.objects.get().status == "active"


def test_an_approver_revokes_once(approver, run):
    waiver = approver.post(of(run, "waivers"), a_waiver()).json()
    address = f"/api/v1/waivers/{waiver['id']}/revoke"
    answer = approver.post(address, {"reason": "mended"})
    assert (answer.status_code, answer.json()["status"]) == (200, "revoked")
    assert LedgerEntry.objects.filter(run=run).last().data["reason"] == "mended"
    assert approver.post(address).json()["code"] == "waiver_refused"


def test_an_approver_who_is_no_staff_reaches_own_runs_only(approver, run):
    waiver = approver.post(of(run, "waivers"), a_waiver()).json()
    small = api_of(a_person("otto", approver=True))
    assert small.post(of(run, "waivers"), a_waiver()).status_code == 404
    assert small.post(f"/api/v1/waivers/{waiver['id']}/revoke").json()["code"] == "waiver_not_found"


def test_the_group_of_approvers_exists_from_the_start():
    assert Group.objects.filter(name="approver").exists()
