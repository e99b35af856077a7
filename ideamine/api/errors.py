"""Every error of the REST interface in one shape: {"code", "message", and "field" where one is to blame}."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from ideamine.api.parsing import BodyTooLarge
from ideamine.lib.errors import IdeaMineError

log = structlog.get_logger(__name__)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer to an error that a view raised; None for what nobody foresaw, which becomes a logged 500."""
    if isinstance(error, IdeaMineError):
        return _ours(error)
    if isinstance(error, (OperationalError, InterfaceError)):
        log.error("the database does not answer", error=str(error))
        return Response(_body("database_unavailable", "The database does not answer; try again later."), status=503)
    if isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
    response = exception_handler(error, context)
    if response is not None:
        response.data = _framework(error, response)
    return response


def _ours(error: IdeaMineError) -> Response:
    message = str(error)
    if error.http_status >= 500:
        # the message may name folders of the server; the log has it
        log.error("request failed", code=error.code, error=message)
        message = (error.__doc__ or error.code).strip().splitlines()[0]
    return Response(_body(error.code, message, getattr(error, "pointer", None)), status=error.http_status)


def _framework(error: Exception, response: Response) -> dict[str, str]:
    if isinstance(error, exceptions.ValidationError):
        return _validation(error)
    if isinstance(error, exceptions.APIException):
        return _body(str(error.get_codes()), str(error.detail))
    return _body("not_found", "Not found.") if response.status_code == 404 else _body("permission_denied", str(error) or "Not allowed.")


def _validation(error: exceptions.ValidationError) -> dict[str, str]:
    """Return the first complaint, with the field that it is about."""
    details: Any = error.get_full_details()
    field = None
    while not (isinstance(details, dict) and {"message", "code"} == set(details)):
        if isinstance(details, dict):
            name, details = next(iter(details.items()))
            field = field or str(name)
        else:
            details = next(entry for entry in details if entry)
    message = str(details["message"])
    return _body(str(details["code"]), f"{field}: {message}" if field else message, field)


def _body(code: str, message: str, field: str | None = None) -> dict[str, str]:
    return {"code": code, "message": message, **({"field": field} if field else {})}


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    """400 for what Django refuses before a view sees it."""
    return JsonResponse(_body("bad_request", "The request cannot be understood."), status=400)


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    """404 for an address that nobody answers."""
    return JsonResponse(_body("not_found", "There is nothing at this address."), status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> JsonResponse:
    """403 for what Django forbids before a view sees it."""
    return JsonResponse(_body("permission_denied", "Not allowed."), status=403)


def server_error(request: HttpRequest) -> JsonResponse:
    """500 for what nobody foresaw; the log has it."""
    return JsonResponse(_body("error", "Something went wrong on the server; its log says what."), status=500)
