"""Does the steps of one check: one visitor an account, tokens kept until the product starts over."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.product.running import ServiceFailed
from phases.sandboxed.quality.asking import JSON, Answer, Client
from phases.sandboxed.quality.sealed.expecting import differences
from phases.sandboxed.quality.sealed.resolving import ScriptBroken, address, resolved
from phases.sandboxed.quality.sealed.staging import Stage

SESSION = "/api/session"


class Unmet(Exception):
    """The product did not answer as the check expects; the message says what differs."""


class Unplayable(Exception):
    """The check could not be carried out, which says nothing good about the product."""


def play(check: Mapping[str, Any], stage: Stage) -> None:
    """Do the steps of a check. Raises Unmet, Unplayable."""
    folder = stage.fresh()
    try:
        _Player(stage, folder).play(check["steps"])
    except (ServiceFailed, ScriptBroken, OSError, http.client.HTTPException) as error:
        raise Unplayable(f"{type(error).__name__}: {error}") from error


class _Player:
    def __init__(self, stage: Stage, folder: Path):
        self._stage, self._folder = stage, folder
        self._saved: dict[str, Any] = {}
        self._tokens: dict[str, str] = {}
        self._minutes = 0

    def play(self, steps: list[Mapping[str, Any]]) -> None:
        with contextlib.ExitStack() as stack:
            client = Client(stack.enter_context(self._stage.started(self._folder, 0)))
            for number, step in enumerate(steps, start=1):
                if "restart" in step:
                    self._minutes += step["restart"]["minutes"]
                    self._tokens.clear()
                    stack.close()
                    client = Client(stack.enter_context(self._stage.started(self._folder, self._minutes)))
                    continue
                self._request(client, number, step)

    def _request(self, client: Client, number: int, step: Mapping[str, Any]) -> None:
        answer = self._sent(client, step)
        expect = resolved(step["expect"], self._saved, self._stage.begin)
        wrong = differences(answer, expect)
        if wrong:
            raise Unmet(f"step {number}, as {step['as'] or 'nobody'}: {'; '.join(wrong)}")
        for name, pointer in step.get("save", {}).items():
            try:
                self._saved[name] = resolve(answer.json(), pointer)
            except (ValueError, PointerError):
                raise Unmet(f"step {number}: the answer of {answer.method} {answer.path} has no {pointer}") from None

    def _sent(self, client: Client, step: Mapping[str, Any]) -> Answer:
        path = address(step["path"], self._saved)
        if "query" in step:
            path += "?" + urlencode({name: _text(value) for name, value in resolved(step["query"], self._saved, self._stage.begin).items()})
        headers = {"Authorization": f"Bearer {self._token(client, step['as'])}"} if step["as"] else {}
        body = json.dumps(resolved(step["body"], self._saved, self._stage.begin)).encode() if "body" in step else b""
        return client.ask(step["method"], path, body=body, media_type=JSON if body else "", headers=headers)

    def _token(self, client: Client, account: str) -> str:
        if account not in self._tokens:
            name, password = self._stage.accounts[account]
            answer = client.send("POST", SESSION, {"name": name, "password": password})
            if answer.status != 201:
                raise Unplayable(f"{account} cannot sign in: POST {SESSION} answered {answer.status}: {answer.text[:200]}")
            self._tokens[account] = str(answer.json()["token"])
        return self._tokens[account]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
