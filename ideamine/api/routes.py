"""The addresses of the REST interface, version 1."""

from __future__ import annotations

from django.urls import include, path, re_path
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ledger.api.artifacts import ArtifactContent, ArtifactDetail, ArtifactList
from ledger.api.dossier import Dossier
from ledger.api.entries import LedgerEntries
from phases.api.gates import GateList
from phases.api.phases import PhaseDetail, PhaseList
from phases.api.starting import Runs
from phases.api.verbs import Cancel, Pause, Resume
from phases.api.waivers import Revoke, Waivers
from runs.api.events import EventList
from runs.api.runs import RunDetail
from runs.api.tasks import TaskList


@extend_schema(exclude=True)
class Nothing(APIView):
    """Every other address: 401 without an account, 404 with one."""

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Raises NotFound once the caller is known."""
        super().initial(request, *args, **kwargs)
        raise NotFound("There is nothing at this address.")

    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        """Never reached."""
        raise NotFound


_OF_A_RUN = [
    path("", RunDetail.as_view(), name="api-run"),
    path("/phases", PhaseList.as_view(), name="api-phases"),
    path("/phases/<slug:name>", PhaseDetail.as_view(), name="api-phase"),
    path("/tasks", TaskList.as_view(), name="api-tasks"),
    path("/events", EventList.as_view(), name="api-events"),
    path("/gates", GateList.as_view(), name="api-gates"),
    path("/artifacts", ArtifactList.as_view(), name="api-artifacts"),
    path("/dossier", Dossier.as_view(), name="api-dossier"),
    path("/ledger", LedgerEntries.as_view(), name="api-ledger"),
    path("/waivers", Waivers.as_view(), name="api-waivers"),
    path("/cancel", Cancel.as_view(), name="api-cancel"),
    path("/pause", Pause.as_view(), name="api-pause"),
    path("/resume", Resume.as_view(), name="api-resume"),
]
urlpatterns = [
    path("v1/schema", SpectacularJSONAPIView.as_view(), name="api-schema"),
    path("v1/runs", Runs.as_view(), name="api-runs"),
    path("v1/runs/<uuid:run_id>", include(_OF_A_RUN)),
    path("v1/artifacts/<uuid:artifact_id>", ArtifactDetail.as_view(), name="api-artifact"),
    path("v1/artifacts/<uuid:artifact_id>/content", ArtifactContent.as_view(), name="api-artifact-content"),
    path("v1/waivers/<uuid:waiver_id>/revoke", Revoke.as_view(), name="api-waiver-revoke"),
    re_path(r"", Nothing.as_view(), name="api-nothing"),
]
