"""Does the steps of one check: one visitor an account, tokens kept until the product starts over."""

from __future__ import annotations

import contextlib
import http.client
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from ideamine.lib.pointers import PointerError, resolve
from phases.sandboxed.product.running import ServiceFailed
from phases.sandboxed.quality.asking import JSON, Answer, Client
from phases.sandboxed.quality.sealed.expecting import differences
from phases.sandboxed.quality.sealed.resolving import ScriptBroken, address, resolved
from phases.sandboxed.quality.sealed.staging import Scene, Stage

Steps = Sequence[Mapping[str, Any]]


class Unmet(Exception):
    """The product did not answer as the check expects; the message says what differs."""


class Unplayable(Exception):
    """The check could not be carried out, which says nothing good about the product."""


def play(check: Mapping[str, Any], stage: Stage, scene: Scene) -> None:
    """Do the steps of a check, in a service of its own if it starts the product over. Raises Unmet, Unplayable."""
    steps, player = check["steps"], _Player(stage)
    try:
        if any("restart" in step for step in steps):
            player.play_alone(steps)
        else:
            player.play(steps, scene.cleared())
    except (ServiceFailed, ScriptBroken, OSError, http.client.HTTPException) as error:
        scene.close()
        raise Unplayable(f"{type(error).__name__}: {error}") from error


class _Player:
    def __init__(self, stage: Stage):
        self._stage = stage
        self._saved: dict[str, Any] = {}
        self._tokens = dict(stage.tokens)

    def play(self, steps: Steps, url: str, *, first: int = 1) -> None:
        for number, step in enumerate(steps, start=first):
            self._request(url, number, step)

    def play_alone(self, steps: Steps) -> None:
        folder, minutes = self._stage.fresh(), 0
        breaks = [place for place, step in enumerate(steps) if "restart" in step]
        for begin, end in zip([0, *(place + 1 for place in breaks)], [*breaks, len(steps)], strict=True):
            if begin:
                minutes += steps[begin - 1]["restart"]["minutes"]
                # whether a session outlasts its time is another question
                self._tokens.clear()
            with contextlib.ExitStack() as stack:
                self.play(steps[begin:end], stack.enter_context(self._stage.started(folder, minutes)), first=begin + 1)

    def _request(self, url: str, number: int, step: Mapping[str, Any]) -> None:
        answer = self._sent(url, step)
        expect = self._resolved(step["expect"])
        wrong = differences(answer, expect)
        if wrong:
            raise Unmet(f"step {number}, as {step['as'] or 'nobody'}: {'; '.join(wrong)}")
        for name, pointer in step.get("save", {}).items():
            try:
                self._saved[name] = resolve(answer.json(), pointer)
            except (ValueError, PointerError):
                raise Unmet(f"step {number}: the answer of {answer.method} {answer.path} has no {pointer}") from None

    def _sent(self, url: str, step: Mapping[str, Any]) -> Answer:
        path = address(step["path"], self._saved)
        if "query" in step:
            path += "?" + urlencode({name: _text(value) for name, value in self._resolved(step["query"]).items()})
        client = Client(url, token=self._token(url, step["as"]) if step["as"] else "")
        body = json.dumps(self._resolved(step["body"])).encode() if "body" in step else b""
        return client.ask(step["method"], path, body=body, media_type=JSON if body else "")

    def _resolved(self, value: Any) -> Any:
        return resolved(value, self._saved, self._stage.begin)

    def _token(self, url: str, account: str) -> str:
        if account not in self._tokens:
            self._tokens[account] = self._stage.sign_in(url, account)
        return self._tokens[account]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
