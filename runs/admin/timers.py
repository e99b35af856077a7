"""Admin pages of timers and checkpoints."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from runs.admin.readonly import ReadOnlyAdmin, as_json
from runs.models import Checkpoint, Timer


@admin.register(Timer)
class TimerAdmin(ReadOnlyAdmin):
    """What must happen at a time, the next first."""

    list_display = ("fire_at", "action", "task_id")
    list_filter = ("action",)
    search_fields = ("task_id",)
    ordering = ("fire_at",)
    fields = ("fire_at", "action", "task_id", "created_at")
    readonly_fields = fields


@admin.register(Checkpoint)
class CheckpointAdmin(ReadOnlyAdmin):
    """How far tasks had come."""

    list_display = ("token", "task_id", "fence", "created_at")
    search_fields = ("token", "task__target")
    ordering = ("-created_at",)
    fields = ("task_id", "token", "fence", "created_at", "data_text")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checkpoint]:
        """The checkpoints without their data; their pages fetch it."""
        return super().get_queryset(request).defer("data")

    @admin.display(description="data")
    def data_text(self, checkpoint: Checkpoint) -> SafeString:
        """The data as text."""
        return as_json(checkpoint.data)
