"""Runs by HTTP: the list, and the door through which an idea comes in."""

from __future__ import annotations

import re

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from phases import services
from phases.api import bodies
from runs.api.runs import RunDetailSerializer, RunList

KEY_HEADER = "Idempotency-Key"
_KEY = r"[!-~]{1,200}"


class Runs(RunList):
    """The runs that you may see, newest first; POST takes an idea in."""

    @extend_schema(
        operation_id="runs_start",
        request=bodies.json_body(bodies.START),
        parameters=[
            OpenApiParameter(
                KEY_HEADER,
                {"type": "string", "pattern": f"^{_KEY}$"},
                OpenApiParameter.HEADER,
                description="The same key with the same request finds the run that it made before.",
            )
        ],
        responses={201: RunDetailSerializer, 200: OpenApiResponse(RunDetailSerializer, description="This request made the run before.")},
    )
    def post(self, request: Request) -> Response:
        """Start a run. 201 when it is new, 200 when the same request made it before, 409 when the key was used for another."""
        body = bodies.checked(request, bodies.START)
        requested = services.request_run(
            body["idea"],
            title=body.get("title"),
            budgets=body.get("budgets"),
            until=body.get("until"),
            priority=int(body.get("priority", 100)),
            source="api",
            created_by=request.user.get_username(),
            idempotency_key=_key(request),
        )
        answer = RunDetailSerializer(requested.run).data
        return Response(answer, status=201 if requested.created else 200, headers={"Location": reverse("api-run", args=[requested.run.pk])})


def _key(request: Request) -> str | None:
    """Return the idempotency key of a request, or None. Raises ValidationError."""
    key = request.headers.get(KEY_HEADER)
    if key is not None and not re.fullmatch(_KEY, key):
        raise ValidationError({KEY_HEADER: "1 to 200 visible ASCII characters are wanted"})
    return key
