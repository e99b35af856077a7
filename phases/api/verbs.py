"""Cancel, pause and resume by HTTP: what the people who may see a run can do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from phases import services
from phases.api import bodies
from runs.api.runs import RunDetailSerializer
from runs.api.scope import OfRun
from runs.selectors import run_seen_by


class _Verb(OfRun, APIView):
    act: Callable[..., None]

    def _done(self, request: Request) -> Response:
        reason = bodies.checked(request, bodies.REASON).get("reason", "")
        type(self).act(self.run.pk, by=request.user.get_username(), reason=reason)
        return Response(RunDetailSerializer(run_seen_by(request.user, self.run.pk)).data)


def _described(name: str) -> Any:
    return extend_schema(operation_id=f"runs_{name}", request=bodies.json_body(bodies.REASON), responses=RunDetailSerializer)


class Cancel(_Verb):
    """End a run for good."""

    act = staticmethod(services.cancel_run)

    @_described("cancel")
    def post(self, request: Request, run_id: str) -> Response:
        """End the run: nothing starts any more, running tasks are stopped."""
        return self._done(request)


class Pause(_Verb):
    """Let a run rest."""

    act = staticmethod(services.pause_run)

    @_described("pause")
    def post(self, request: Request, run_id: str) -> Response:
        """Let nothing new start; what is in flight ends."""
        return self._done(request)


class Resume(_Verb):
    """Let a paused run go on."""

    act = staticmethod(services.resume_run)

    @_described("resume")
    def post(self, request: Request, run_id: str) -> Response:
        """Let the run go on."""
        return self._done(request)
