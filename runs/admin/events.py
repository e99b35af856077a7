"""Admin page of events."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from runs.admin.readonly import ReadOnlyAdmin, as_json
from runs.models import Event


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """What runs told, newest first."""

    list_display = ("number", "event_type", "phase", "run_id", "timestamp")
    list_filter = ("event_type", "phase")
    search_fields = ("run__title", "run__id__startswith")
    ordering = ("-timestamp", "-number")
    fields = ("number", "event_type", "phase", "run_id", "timestamp", "trace_id", "payload_text")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """The events, in lists without their payloads."""
        return super().get_queryset(request).defer("payload")

    @admin.display(description="payload")
    def payload_text(self, event: Event) -> SafeString:
        """The payload as text."""
        return as_json(event.payload)
