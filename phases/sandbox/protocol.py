"""JSON-RPC 2.0 lines from an untrusted sender: bytes in, checked messages out. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandbox.errors import Violation
from phases.sandbox.limits import JSON_DEPTH

_CONTROL = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, kw_only=True)
class Message:
    """A request (with `id`) or a notification (`id` None)."""

    method: str
    params: Mapping[str, Any]
    id: int | str | None


def parse(line: bytes) -> Message:
    """Return the message in a line. Raises Violation for what is no JSON-RPC 2.0 request or notification."""
    try:
        body = json.loads(line.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise Violation(f"a message is nested deeper than {JSON_DEPTH} levels") from None
    except ValueError as error:
        raise Violation(f"a line on the channel is no JSON: {clean(str(error))[:200]}") from None
    _check_values(body)
    if not isinstance(body, dict) or body.get("jsonrpc") != "2.0":
        raise Violation('a message is no JSON-RPC 2.0 object: "jsonrpc": "2.0" is missing')
    method, params, number = body.get("method"), body.get("params", {}), body.get("id")
    if not isinstance(method, str) or not isinstance(params, dict):
        raise Violation("a message lacks a method (string) or has params that are no object")
    if number is not None and (isinstance(number, bool) or not isinstance(number, (int, str))):
        raise Violation("a request id is neither a number nor a string")
    return Message(method=method, params=params, id=number)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _check_values(body: Any) -> None:
    """Refuse deep nesting and text that has no UTF-8 form (lone surrogates), without recursion."""
    pending = [(body, 1)]
    while pending:
        value, depth = pending.pop()
        if depth > JSON_DEPTH:
            raise Violation(f"a message is nested deeper than {JSON_DEPTH} levels")
        if isinstance(value, dict):
            pending.extend((item, depth + 1) for item in value.values())
            pending.extend((key, depth) for key in value)
        elif isinstance(value, list):
            pending.extend((item, depth + 1) for item in value)
        elif isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                raise Violation("a string in a message has no UTF-8 form (a lone surrogate)") from None


def call(method: str, params: Mapping[str, Any]) -> bytes:
    """Return the line of a notification to the sandbox."""
    return _line({"jsonrpc": "2.0", "method": method, "params": params})


def answer(number: int | str, result: Any) -> bytes:
    return _line({"jsonrpc": "2.0", "id": number, "result": result})


def error(number: int | str, *, code: int, message: str, data: Any = None) -> bytes:
    return _line({"jsonrpc": "2.0", "id": number, "error": {"code": code, "message": message, "data": data}})


def clean(text: str) -> str:
    """Return untrusted text without control characters and terminal escapes; line ends and tabs stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def size_of(value: Any) -> int:
    """Return how many bytes a JSON value takes on the wire."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _line(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
