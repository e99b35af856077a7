"""The admin pages: they show, they do not edit, and their verbs call the services."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ledger.models import LedgerEntry
from phases.models import Waiver
from runs.models import Run, RunStatus, Task
from tests.support.factories import a_phase, a_run, a_task
from tests.support.finished import a_finished_run
from tests.support.people import a_person

pytestmark = pytest.mark.django_db
OURS = [model for app in ("runs", "ledger", "qav", "phases") for model in apps.get_app_config(app).get_models()]
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def staff(client):
    person = a_person("sue", is_staff=True)
    client.force_login(person)
    return client


@pytest.fixture
def approver(client):
    client.force_login(a_person("ann", is_staff=True, approver=True))
    return client


def page(model, kind="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def act(client, model, name, rows):
    return client.post(page(model), {"action": name, "_selected_action": [str(row.pk) for row in rows]}, follow=True)


def told(answer):
    return [str(message) for message in answer.context["messages"]]


def test_every_table_has_a_page():
    assert [model.__name__ for model in OURS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_rows_are_shown_and_cannot_be_edited(staff, own_files, model):
    a_finished_run()
    assert staff.get(page(model)).status_code == 200
    assert staff.get(page(model), {"q": "todo"}).status_code == 200
    for row in model.objects.all()[:1]:
        shown = staff.get(page(model, "change", row.pk))
        assert shown.status_code == 200
        assert 'name="_save"' not in shown.content.decode()
        assert staff.post(page(model, "change", row.pk), {"title": "x"}).status_code == 403
        assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert staff.get(page(model, "add")).status_code == 403


@pytest.mark.parametrize("status", RunStatus.values)
def test_a_run_is_shown_in_each_state(staff, status):
    run = a_run(status=status, attention="look here")
    a_phase(run, status="failed", gate={"pass": False, "score": 50, "reasons": ["contradictions_max exceeded: 5 > 0"], "required_actions": [],
                                        "waived": [], "not_evaluable": ["x_max"]})  # fmt: skip
    shown = staff.get(page(Run, "change", run.pk))
    assert shown.status_code == 200
    for text in ("look here", "intake", "contradictions_max exceeded: 5 &gt; 0", "not evaluable: x_max"):
        assert text in shown.content.decode()


def test_the_page_of_a_run_leads_to_artifacts_evidence_and_dossier(staff, own_files):
    run = a_finished_run()
    shown = staff.get(page(Run, "change", run.pk)).content.decode()
    assert f"/api/v1/runs/{run.pk}/dossier?format=html" in shown
    assert f"run__id__exact={run.pk}&amp;phase__exact=build" in shown
    assert staff.get(page(apps.get_model("ledger.Artifact")), {"run__id__exact": str(run.pk), "phase__exact": "build"}).status_code == 200


def test_markup_in_titles_ideas_and_reasons_is_text(staff):
    run = a_run(HOSTILE, attention=HOSTILE)
    a_phase(run, gate={"pass": False, "score": 0, "reasons": [HOSTILE], "required_actions": [], "waived": [], "not_evaluable": []})
    for address in (page(Run), page(Run, "change", run.pk)):
        shown = staff.get(address).content.decode()
        assert HOSTILE not in shown
        assert "&lt;script&gt;alert(1)" in shown


@pytest.mark.parametrize("model", [Run, Task], ids=lambda model: model.__name__)
def test_a_longer_list_needs_no_more_queries_and_no_long_columns(staff, model):
    counts = []
    for _round in range(2):
        for _row in range(3):
            a_task(a_phase(a_run()))
        with CaptureQueriesContext(connection) as queries:
            staff.get(page(model))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    selects = [query["sql"] for query in queries if f'FROM "{model._meta.db_table}"' in query["sql"] and "COUNT" not in query["sql"]]
    assert selects
    for column in ("plan", "idea", "input", "result"):
        assert all(f'"{column}"' not in select for select in selects)


def test_the_page_of_a_run_needs_as_many_queries_for_one_phase_as_for_five(staff):
    counts = []
    for names in (["a"], ["a", "b", "c", "d", "e"]):
        run = a_run()
        for name in names:
            a_phase(run, name)
        with CaptureQueriesContext(connection) as queries:
            staff.get(page(Run, "change", run.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_it_cancels_and_reports_counts_and_refusals(staff):
    running, over = a_run("One"), a_run("Two", status="completed")
    answer = act(staff, Run, "cancel_runs", [running, over])
    assert told(answer) == ["Runs cancelled: 1.", f"run {over.pk} is completed; it cannot become cancelled"]
    assert Run.objects.get(pk=running.pk).status == "cancelled"
    assert LedgerEntry.objects.get(run=running, type="decision").provenance == {"source": "person", "by": "sue"}


def test_it_pauses_and_resumes(staff):
    run = a_run()
    a_phase(run, state={"dependencies": []})
    act(staff, Run, "pause_runs", [run])
    assert Run.objects.get().status == "paused"
    act(staff, Run, "resume_runs", [run])
    assert Run.objects.get().status == "running"


def test_a_button_asks_first_and_acts_on_post(staff):
    run = a_run()
    address = reverse("admin:runs_run_pause", args=[run.pk])
    assert staff.get(address).status_code == 200
    assert Run.objects.get().status == "running"
    staff.post(address, {"reason": "lunch", "_form_submitted": "on"})
    assert Run.objects.get().status == "paused"
    assert LedgerEntry.objects.get(run=run, type="decision").data["reason"] == "lunch"


def test_it_redrives_dead_tasks_only(staff):
    phase = a_phase(a_run())
    dead, ready = a_task(phase, "A"), a_task(phase, "B")
    Task.objects.filter(pk=dead).update(status="dead", crash_count=3)
    answer = act(staff, Task, "redrive", Task.objects.all())
    assert "Tasks redriven: 1." in told(answer)
    assert next(text for text in told(answer) if ready in text).endswith("is ready; only a dead one is redriven")
    assert Task.objects.get(pk=dead).status == "ready"
    assert LedgerEntry.objects.get(type="decision").provenance["by"] == "sue"


def waiver_form(run, **changed):
    when = timezone.now() + timedelta(days=1)
    return {"run": str(run.pk), "phase": "security", "violation_type": "high_cves_max", "owner": "Ann", "expires_at_0": when.strftime("%Y-%m-%d"),
            "expires_at_1": when.strftime("%H:%M:%S"), "compensating_control": "a proxy", **changed}  # fmt: skip


@pytest.fixture
def judged():
    run = a_run()
    a_phase(run, "security", plan={"rubrics": {"high_cves_max": {"value": 0}, "secrets_max": {"value": 0, "hard": True}}})
    return run


def test_an_approver_grants_and_revokes(approver, judged):
    assert approver.get(page(Waiver, "add")).status_code == 200
    assert approver.post(page(Waiver, "add"), waiver_form(judged)).status_code == 302
    waiver = Waiver.objects.get()
    assert (waiver.owner, waiver.granted_by, waiver.status) == ("Ann", "ann", "active")
    assert "Waivers revoked: 1." in told(act(approver, Waiver, "revoke_waivers", [waiver]))
    assert Waiver.objects.get().status == "revoked"


@pytest.mark.parametrize(
    "changed", [{"violation_type": "secrets_max"}, {"violation_type": "odd"}, {"owner": ""}, {"phase": "qa"}, {"expires_at_0": "2001-01-01"}]
)
def test_a_wrong_waiver_is_refused_with_its_input_kept(approver, judged, changed):
    answer = approver.post(page(Waiver, "add"), waiver_form(judged, **changed))
    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors
    assert "a proxy" in answer.content.decode()
    assert Waiver.objects.count() == 0


def test_a_superuser_who_is_no_approver_neither_grants_nor_revokes(client, judged):
    client.force_login(a_person("root", is_staff=True, is_superuser=True))
    waiver = Waiver.objects.create(run=judged, phase="security", violation_type="high_cves_max", owner="Ann", expires_at=timezone.now())
    assert client.post(page(Waiver, "add"), waiver_form(judged)).status_code == 403
    act(client, Waiver, "revoke_waivers", [waiver])
    assert Waiver.objects.get().status == "active"


def test_who_is_no_staff_sees_no_page(client):
    client.force_login(a_person("bob"))
    assert client.get(page(Run)).status_code == 302


def test_the_first_page_lists_every_table(staff):
    shown = staff.get(reverse("admin:index"))
    assert shown.status_code == 200
    listed = {model["object_name"] for app in shown.context["app_list"] for model in app["models"]}
    assert {model.__name__ for model in OURS} <= listed
