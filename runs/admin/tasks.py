"""Admin page of tasks; dead ones can be given new lives."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from runs import redriving
from runs.admin.readonly import ReadOnlyAdmin, as_json, do_to_each
from runs.models import Task


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    """Tasks of all runs."""

    list_display = ("target", "phase_name", "run_id", "type", "stage", "status", "attempt", "retries", "crash_count", "progress", "created_at")
    list_filter = ("status", "type", "stage", "queue", "error_class")
    search_fields = ("target", "run__title", "run__id__startswith")
    ordering = ("-created_at",)
    actions = ("redrive",)
    fields = ("run_id", "phase_name", "type", "target", "stage", "attempt", "shard", "status", "retries", "crash_count", "progress", "progress_at",
              "parked_reason", "error_class", "error", "lease_owner", "lease_expires_at", "fence", "queue", "priority", "created_at", "started_at",
              "completed_at", "cost_text", "input_text", "result_text")  # fmt: skip
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Task]:
        """The tasks with the names of their phases, without what is long; their pages fetch it."""
        return (
            super()
            .get_queryset(request)
            .select_related("phase")
            .only("id", "run_id", "type", "target", "status", "stage", "attempt", "retries", "crash_count", "progress", "created_at", "phase__name")
        )

    @admin.action(description="Redrive dead tasks")
    def redrive(self, request: HttpRequest, tasks: QuerySet[Task]) -> None:
        """Give the chosen dead tasks new lives."""
        by = request.user.get_username()
        do_to_each(request, list(tasks.values_list("pk", flat=True)), lambda pk: redriving.redrive_task(pk, by=by), done="Tasks redriven")

    @admin.display(description="phase", ordering="phase__name")
    def phase_name(self, task: Task) -> str:
        """The phase's name."""
        return task.phase.name

    @admin.display(description="cost")
    def cost_text(self, task: Task) -> SafeString:
        """The cost as text."""
        return as_json(task.cost)

    @admin.display(description="input")
    def input_text(self, task: Task) -> SafeString:
        """The input as text."""
        return as_json(task.input)

    @admin.display(description="result")
    def result_text(self, task: Task) -> Any:
        """The result as text."""
        return as_json(task.result)
