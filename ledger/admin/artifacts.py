"""Admin page of artifacts."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.models import Artifact
from runs.admin.readonly import ReadOnlyAdmin, as_json


@admin.register(Artifact)
class ArtifactAdmin(ReadOnlyAdmin):
    """What runs made, newest first."""

    list_display = ("type", "name", "phase", "attempt", "run_id", "size", "media_type", "created_at")
    list_filter = ("phase", "type", "media_type")
    search_fields = ("type", "name", "run__title", "run__id__startswith")
    ordering = ("-created_at",)
    fields = (
        "run_id",
        "phase",
        "attempt",
        "task_id",
        "type",
        "schema_id",
        "name",
        "media_type",
        "size",
        "hash",
        "content",
        "created_at",
        "provenance_text",
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artifact]:
        """The artifacts without their provenance; their pages fetch it."""
        return super().get_queryset(request).defer("provenance")

    @admin.display(description="content")
    def content(self, artifact: Artifact) -> SafeString:
        """A link to the bytes."""
        return format_html('<a href="{}">download</a>', reverse("api-artifact-content", args=[artifact.pk]))

    @admin.display(description="provenance")
    def provenance_text(self, artifact: Artifact) -> SafeString:
        """The provenance as text."""
        return as_json(artifact.provenance)
