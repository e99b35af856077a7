"""Waivers by HTTP: the list of a run's, granting and revoking by approvers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from phases import waivers
from phases.api import bodies
from phases.errors import WaiverNotFound
from phases.models import Waiver
from phases.permissions import ApproverOrReading
from runs.api.scope import OfRun
from runs.selectors import runs_seen_by


class WaiverSerializer(serializers.ModelSerializer):
    """A waiver."""

    class Meta:
        model = Waiver
        fields = ("id", "run_id", "phase", "violation_type", "owner", "expires_at", "compensating_control", "status", "granted_by", "created_at")
        read_only_fields = fields


class Waivers(OfRun, generics.ListAPIView):
    """The waivers of a run; POST grants one."""

    serializer_class = WaiverSerializer
    permission_classes = (ApproverOrReading,)
    filter_backends = ()
    queryset = Waiver.objects.none()

    def get_queryset(self) -> QuerySet[Waiver]:
        """The waivers of the run."""
        return self.queryset if self.describes_itself else Waiver.objects.filter(run=self.run).order_by("created_at", "id")

    @extend_schema(operation_id="runs_waivers_grant", request=bodies.json_body(bodies.WAIVER), responses={201: WaiverSerializer})
    def post(self, request: Request, run_id: str) -> Response:
        """Lift one rubric of one phase of this run, until a time. Hard rubrics are never lifted."""
        body = bodies.checked(request, bodies.WAIVER)
        waiver = waivers.grant(self.run.pk, **{**body, "expires_at": _moment(body["expires_at"])}, by=request.user.get_username())
        waiver.refresh_from_db()
        return Response(WaiverSerializer(waiver).data, status=201)


class Revoke(APIView):
    """Take a waiver back."""

    permission_classes = (ApproverOrReading,)

    @extend_schema(operation_id="waivers_revoke", request=bodies.json_body(bodies.REASON), responses=WaiverSerializer)
    def post(self, request: Request, waiver_id: Any) -> Response:
        """Revoke the waiver; a gate that it lifted already stays passed."""
        reason = bodies.checked(request, bodies.REASON).get("reason", "")
        if not Waiver.objects.filter(pk=waiver_id, run__in=runs_seen_by(request.user).values("pk")).exists():
            raise WaiverNotFound(f"there is no waiver {waiver_id}")
        waivers.revoke(waiver_id, by=request.user.get_username(), reason=reason)
        return Response(WaiverSerializer(Waiver.objects.get(pk=waiver_id)).data)


def _moment(text: str) -> datetime:
    """Return the time that a text names. Raises ValidationError; whether it has a zone and is to come, the service asks."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError({"expires_at": "a time with its zone is wanted, e.g. 2030-12-31T12:00:00Z"}) from None
