"""The dossier of a run by HTTP, as JSON or as a page."""

from __future__ import annotations

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from ledger.api.negotiation import OneForm
from ledger.dossier import rendering, storing
from runs.api.scope import OfRun

MEDIA_TYPES = {"json": "application/json", "html": "text/html; charset=utf-8"}
# the page is ours but quotes what agents wrote: it may use its own styles, and nothing else
_PAGE_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


class Dossier(OfRun, APIView):
    """The dossier of a run; `manage.py export_dossier` writes the same bytes."""

    content_negotiation_class = OneForm

    @extend_schema(
        operation_id="runs_dossier",
        parameters=[OpenApiParameter("format", str, enum=list(rendering.FORMATS), default="json")],
        responses={(200, "application/json"): OpenApiTypes.OBJECT, (200, "text/html"): OpenApiTypes.STR},
    )
    def get(self, request: Request, run_id: str) -> HttpResponse:
        """Answer with the dossier."""
        form = request.query_params.get("format", "json")
        data = rendering.export(storing.get(self.run.pk), form)
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": _PAGE_POLICY}
        return HttpResponse(data, content_type=MEDIA_TYPES[form], headers=headers)
