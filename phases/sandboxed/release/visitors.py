"""A visitor of the running release: sends requests, and keeps a record of each, so that what is reported was observed."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 10
_NUMBER = re.compile(r"/\d+(?=/|$|\?)")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back, and after how many milliseconds. `address` is the path as asked for."""

    method: str
    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    ms: float

    @property
    def endpoint(self) -> str:
        """Method and path without query, every row's number as `{id}`: the same for equal requests of other rows."""
        return f"{self.method} {_NUMBER.sub('/{id}', self.address.partition('?')[0])}"

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """Return the JSON body. Raises ValueError."""
        return json.loads(self.body)


@dataclass(kw_only=True)
class Visitor:
    """One client of a service at `url`. `seen` holds every answer in the order of the requests.

    `token` is that of a session: REST sends it as bearer, pages as cookie.
    """

    url: str
    token: str = ""
    seen: list[Answer] = field(default_factory=list)
    cookie: str = ""

    def ask(self, method: str, address: str, *, body: bytes = b"", media_type: str = "") -> Answer:
        """Send one request and return the answer. Raises OSError, http.client.HTTPException."""
        headers = {**({"Content-Type": media_type} if media_type else {}), **self._identity(address)}
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT_S)
        started = time.monotonic()
        try:
            connection.request(method, address, body=body or None, headers=headers)
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        ms = (time.monotonic() - started) * 1000
        told = {name.lower(): value for name, value in response.getheaders()}
        answer = Answer(method=method, address=address, status=response.status, headers=told, body=content, ms=ms)
        self.seen.append(answer)
        return answer

    def _identity(self, address: str) -> dict[str, str]:
        """Return the headers by which the service knows the visitor."""
        cookies = [f"session={self.token}"] if self.token else []
        cookies += [self.cookie] if self.cookie else []
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token and address.startswith("/api/") else {}
        return {**({"Cookie": "; ".join(cookies)} if cookies else {}), **bearer}

    def api(self, method: str, address: str, value: Any = None) -> Answer:
        """Send a REST request; `value` travels as JSON."""
        if value is None:
            return self.ask(method, address)
        return self.ask(method, address, body=json.dumps(value).encode(), media_type="application/json")

    def submit(self, page: str, address: str, fields: Mapping[str, Any]) -> Answer:
        """Load a page as a browser does, then send a form to `address` with the token and the cookie that the page gave."""
        loaded = self.ask("GET", page)
        self.cookie = loaded.headers.get("set-cookie", self.cookie).partition(";")[0]
        token = _TOKEN.search(loaded.text)
        body = urlencode({**fields, "csrf_token": token.group(1) if token else ""}).encode()
        return self.ask("POST", address, body=body, media_type="application/x-www-form-urlencoded")


def quantile(values: list[float], share: float) -> float:
    """Return the nearest-rank quantile: the smallest value that at least `share` of all do not exceed. Raises IndexError without values."""
    ranked = sorted(values)
    return ranked[max(0, -(-round(share * 1000) * len(ranked) // 1000) - 1)]
