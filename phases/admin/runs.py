"""Admin page of runs: phases, gates and evidence at a glance; cancel, pause and resume."""

from __future__ import annotations

import functools
from collections.abc import Callable

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.decorators import action
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from ledger.models import ReleaseDossier
from phases import services
from phases.admin.pages import phase_rows
from runs.admin.readonly import ReadOnlyAdmin, as_json, do_to_each
from runs.models import Run


class ReasonForm(BaseDialogForm):
    """Why a person does this."""

    reason = forms.CharField(max_length=500, required=False, widget=UnfoldAdminTextInputWidget)


def _dialog(title: str, description: str) -> dict[str, object]:
    return {"title": title, "description": description, "form_class": ReasonForm, "form_submit_text": title}


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin):
    """Runs, newest first."""

    list_display = ("title", "status", "attention", "source", "created_by", "priority", "created_at", "completed_at")
    list_filter = ("status", "source", "created_at")
    search_fields = ("title", "id__startswith", "created_by")
    ordering = ("-created_at",)
    actions = ("cancel_runs", "pause_runs", "resume_runs")
    actions_detail = ("cancel", "pause", "resume")
    fields = (
        *("id", "title", "status", "attention", "idea_text", "phase_table", "links", "usage_table", "source", "created_by", "priority"),
        *("plan_hash", "event_seq", "ledger_seq", "ledger_head", "created_at", "started_at", "completed_at"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Run]:
        """The runs without their ideas and plans; a run's page fetches its idea."""
        return super().get_queryset(request).defer("idea", "plan", "budgets", "usage", "request_hash")

    @admin.action(description="Cancel")
    def cancel_runs(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """End the chosen runs."""
        _do(request, runs, services.cancel_run, done="Runs cancelled")

    @admin.action(description="Pause")
    def pause_runs(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """Let the chosen runs rest."""
        _do(request, runs, services.pause_run, done="Runs paused")

    @admin.action(description="Resume")
    def resume_runs(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """Let the chosen runs go on."""
        _do(request, runs, services.resume_run, done="Runs resumed")

    @action(description="Cancel", url_path="cancel", permissions=["view"], dialog=_dialog("Cancel the run", "It ends for good."))
    def cancel(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """End the run of this page."""
        return _do_to_one(request, object_id, services.cancel_run, form, done="Runs cancelled")

    @action(
        description="Pause", url_path="pause", permissions=["view"], dialog=_dialog("Pause the run", "Nothing new starts; what is in flight ends.")
    )
    def pause(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Let the run of this page rest."""
        return _do_to_one(request, object_id, services.pause_run, form, done="Runs paused")

    @action(description="Resume", url_path="resume", permissions=["view"], dialog=_dialog("Resume the run", "It goes on where it was."))
    def resume(self, request: HttpRequest, form: ReasonForm, object_id: str) -> HttpResponse:
        """Let the run of this page go on."""
        return _do_to_one(request, object_id, services.resume_run, form, done="Runs resumed")

    @admin.display(description="idea")
    def idea_text(self, run: Run) -> SafeString:
        """The idea as it came."""
        return as_json(run.idea)

    @admin.display(description="phases")
    def phase_table(self, run: Run) -> SafeString | str:
        """The phases with their gates and reasons."""
        return render_to_string("admin/run_phases.html", {"rows": phase_rows(run)})

    @admin.display(description="used")
    def usage_table(self, run: Run) -> SafeString:
        """What was used of each budget."""
        used = (run.usage or {}).get("used", {})
        return format_html_join("", "{}: {} of {}<br>", ((name, used.get(name, 0), limit) for name, limit in sorted(run.budgets.items())))

    @admin.display(description="more")
    def links(self, run: Run) -> SafeString:
        """Links to everything else about this run."""
        dossier = reverse("api-dossier", args=[run.pk]) if ReleaseDossier.objects.filter(run=run).exists() else None
        places = [(f"{dossier}?format=html", "dossier"), (f"{dossier}?format=json", "dossier as JSON")] if dossier else []
        for name in ("ledger_artifact", "ledger_evidencepack", "ledger_ledgerentry", "runs_task", "runs_event", "qav_assumption", "phases_waiver"):
            places.append((f"{reverse(f'admin:{name}_changelist')}?run__id__exact={run.pk}", name.split("_")[1]))
        return format_html("{}", format_html_join(" · ", '<a href="{}">{}</a>', places))


def _do(request: HttpRequest, runs: QuerySet[Run], act: Callable[..., None], *, done: str) -> None:
    by = request.user.get_username()
    do_to_each(request, list(runs.values_list("pk", flat=True)), functools.partial(act, by=by, reason="by an administrator"), done=done)


def _do_to_one(request: HttpRequest, run_id: str, act: Callable[..., None], form: ReasonForm, *, done: str) -> HttpResponse:
    do_to_each(request, [run_id], functools.partial(act, by=request.user.get_username(), reason=form.cleaned_data["reason"]), done=done)
    return HttpResponseRedirect(reverse("admin:runs_run_change", args=[run_id]))
