"""Artifacts by HTTP: what a run made, and the bytes of each."""

from __future__ import annotations

import re

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request

from ledger import artifacts
from ledger.api.negotiation import OneForm
from ledger.errors import ArtifactNotFound
from ledger.models import Artifact
from runs.api.filters import Filters
from runs.api.scope import OfRun
from runs.selectors import runs_seen_by

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")
# what agents wrote is never run or shown by a browser in our name
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


class ArtifactSerializer(serializers.ModelSerializer):
    """An artifact without its content."""

    class Meta:
        model = Artifact
        fields = (
            "id",
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
            "provenance",
            "created_at",
        )
        read_only_fields = fields


class ArtifactFilter(Filters):
    """Which artifacts of the run."""

    phase = django_filters.CharFilter(max_length=50)
    type = django_filters.CharFilter(max_length=50)


class ArtifactList(OfRun, generics.ListAPIView):
    """Everything that a run made, of every attempt, in the order of making."""

    serializer_class = ArtifactSerializer
    filterset_class = ArtifactFilter
    queryset = Artifact.objects.none()

    def get_queryset(self) -> QuerySet[Artifact]:
        """The artifacts of the run."""
        return self.queryset if self.describes_itself else Artifact.objects.filter(run=self.run).order_by("created_at", "position", "id")


class ArtifactDetail(generics.RetrieveAPIView):
    """One artifact with its provenance."""

    serializer_class = ArtifactSerializer
    queryset = Artifact.objects.none()

    def get_object(self) -> Artifact:
        """The artifact of the address. Raises ArtifactNotFound, for one of somebody else's run too."""
        found = Artifact.objects.filter(pk=self.kwargs["artifact_id"], run__in=runs_seen_by(self.request.user).values("pk")).first()
        if found is None:
            raise ArtifactNotFound(f"there is no artifact {self.kwargs['artifact_id']}")
        return found


class ArtifactContent(ArtifactDetail):
    """The bytes of an artifact, checked against its hash, as a download."""

    content_negotiation_class = OneForm

    @extend_schema(operation_id="artifacts_content", responses={(200, "*/*"): {"description": "The bytes, in the media type of the artifact."}})
    def get(self, request: Request, *args: object, **kwargs: object) -> HttpResponse:
        """Answer with the bytes."""
        artifact = self.get_object()
        media_type = artifact.media_type if _MEDIA_TYPE.fullmatch(artifact.media_type) else "application/octet-stream"
        name = "".join(letter if letter.isprintable() else "_" for letter in artifact.name)
        headers = {**HARMLESS, "Content-Disposition": content_disposition_header(True, name)}
        return HttpResponse(artifacts.raw_content(artifact), content_type=media_type, headers=headers)
