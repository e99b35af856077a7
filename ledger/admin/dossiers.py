"""Admin pages of dossiers and of the figures of phases."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ledger.models import PhaseMetric, ReleaseDossier
from runs.admin.readonly import ReadOnlyAdmin, as_json


@admin.register(ReleaseDossier)
class DossierAdmin(ReadOnlyAdmin):
    """Dossiers, newest first."""

    list_display = ("run_id", "version", "content_digest", "created_at", "files")
    search_fields = ("run__title", "run__id__startswith")
    ordering = ("-created_at",)
    fields = ("run_id", "version", "content_digest", "created_at", "files")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReleaseDossier]:
        """The dossiers without their content."""
        return super().get_queryset(request).defer("content")

    @admin.display(description="files")
    def files(self, dossier: ReleaseDossier) -> SafeString:
        """Links to the dossier as a page and as JSON."""
        url = reverse("api-dossier", args=[dossier.run_id])
        return format_html('<a href="{0}?format=html">page</a>, <a href="{0}?format=json">JSON</a>', url)


@admin.register(PhaseMetric)
class PhaseMetricAdmin(ReadOnlyAdmin):
    """What phases took and how their gates went."""

    list_display = ("phase", "run_id", "created_at")
    list_filter = ("phase",)
    search_fields = ("run__title", "run__id__startswith")
    ordering = ("-created_at",)
    fields = ("run_id", "phase", "created_at", "data_text")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[PhaseMetric]:
        """The rows without their figures; their pages fetch them."""
        return super().get_queryset(request).defer("data")

    @admin.display(description="figures")
    def data_text(self, metric: PhaseMetric) -> SafeString:
        """The figures as text."""
        return as_json(metric.data)
