"""Pages of answers: by limit and offset, or by the number after which to go on. Wrong figures are refused, not guessed at."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination, LimitOffsetPagination
from rest_framework.request import Request
from rest_framework.response import Response

LIMIT_DEFAULT = 50
LIMIT_MAX = 200
OFFSET_MAX = 1_000_000
NUMBER_MAX = 2**63 - 1


def whole_number(request: Request, name: str, *, default: int, least: int, most: int) -> int:
    """Return a whole number of the query. Raises ValidationError, naming the parameter and what would be right."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 20 and least <= int(given) <= most):
        raise ValidationError({name: f"a whole number from {least} to {most} is wanted"})
    return int(given)


def _described(name: str, text: str, *, least: int, most: int, default: int) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": text,
        "schema": {"type": "integer", "minimum": least, "maximum": most, "default": default},
    }


_LIMIT = _described("limit", "How many results at most.", least=1, most=LIMIT_MAX, default=LIMIT_DEFAULT)


class Pages(LimitOffsetPagination):
    """`?limit=&offset=`, within bounds."""

    default_limit = LIMIT_DEFAULT
    max_limit = LIMIT_MAX

    def get_limit(self, request: Request) -> int:
        """Return the limit asked for. Raises ValidationError."""
        return whole_number(request, "limit", default=LIMIT_DEFAULT, least=1, most=LIMIT_MAX)

    def get_offset(self, request: Request) -> int:
        """Return the offset asked for. Raises ValidationError."""
        return whole_number(request, "offset", default=0, least=0, most=OFFSET_MAX)

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe both parameters with their bounds."""
        return [_LIMIT, _described("offset", "How many results to skip.", least=0, most=OFFSET_MAX, default=0)]


class AfterNumber(BasePagination):
    """`?after=&limit=` over rows with a gapless number, which `view.number_field` names. `after` of the answer is where to go on."""

    def paginate_queryset(self, queryset: QuerySet, request: Request, view: Any = None) -> list[Any]:
        """Return the next rows in order of their number. Raises ValidationError."""
        self.field = view.number_field
        self.after = whole_number(request, "after", default=0, least=0, most=NUMBER_MAX)
        limit = whole_number(request, "limit", default=LIMIT_DEFAULT, least=1, most=LIMIT_MAX)
        rows = list(queryset.filter(**{f"{self.field}__gt": self.after}).order_by(self.field)[:limit])
        if rows:
            self.after = getattr(rows[-1], self.field)
        return rows

    def get_paginated_response(self, data: Any) -> Response:
        """Answer with the rows and the number of the last one."""
        return Response({"after": self.after, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe that answer."""
        return {"type": "object", "required": ["after", "results"], "properties": {"after": {"type": "integer"}, "results": schema}}

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe both parameters with their bounds."""
        return [_described("after", "The number of the last row that you have.", least=0, most=NUMBER_MAX, default=0), _LIMIT]
