"""Reading JSON bodies: bounded in size and depth."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

BODY_BYTES_MAX = 1 << 20


class BodyTooLarge(APIException):
    """The body is larger than what is taken in."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = f"The body has more than {BODY_BYTES_MAX} bytes (1 MiB)."
    default_code = "body_too_large"


class BoundedJSONParser(JSONParser):
    """Django's own limit does not hold for bodies that are read as a stream, so this one counts."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON value. Raises BodyTooLarge, ParseError."""
        data = stream.read(BODY_BYTES_MAX + 1)
        if len(data) > BODY_BYTES_MAX:
            raise BodyTooLarge
        try:
            value = super().parse(io.BytesIO(data), media_type, parser_context)
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ParseError("JSON parse error - half of a surrogate pair stands alone; that is no text") from None
        except RecursionError:
            raise ParseError("JSON parse error - nested too deeply") from None
        return value
