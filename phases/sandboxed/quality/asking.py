"""Asks a started product over HTTP as a browser or a REST client does: one connection a request, cookies kept, each answer timed."""

from __future__ import annotations

import http.client
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_S = 10
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
SESSION = "session"
_NUMBER = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back. `ms` is the time from sending to the last byte; header names are in lower case."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    ms: float

    @property
    def endpoint(self) -> str:
        """Method and path without query, every row's number as `{id}`: the same for equal requests of other rows."""
        return f"{self.method} {place_of(self.path)}"

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", errors="replace")

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_page(self) -> bool:
        return self.media_type == "text/html"

    def json(self) -> Any:
        """Return the JSON body. Raises ValueError."""
        return json.loads(self.body)


class Client:
    """One visitor of a started product. Methods raise OSError or http.client.HTTPException when the service does not answer."""

    def __init__(self, url: str, *, token: str = "", seen: list[Answer] | None = None):
        """`token` is that of a session: REST sends it as bearer, pages as cookie. `seen`, if given, takes every answer in its order."""
        self.url, self.token = url, token
        self._seen = seen
        self._cookies: dict[str, str] = {SESSION: token} if token else {}

    def sign_in(self, name: str, password: str) -> Answer:
        """Begin a session by REST and keep its token; return the answer, whatever it is."""
        answer = self.send("POST", "/api/session", {"name": name, "password": password})
        if answer.status == 201:
            self.token = str(answer.json()["token"])
            self._cookies[SESSION] = self.token
        return answer

    def ask(self, method: str, path: str, *, body: bytes = b"", media_type: str = "") -> Answer:
        """Send one request and read the whole answer; redirects are not followed."""
        headers = {"Content-Type": media_type} if media_type else {}
        if self.token and path.startswith("/api/"):
            headers["Authorization"] = f"Bearer {self.token}"
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in sorted(self._cookies.items()))
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=TIMEOUT_S)
        started = time.perf_counter()
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            data = response.read()
            elapsed = (time.perf_counter() - started) * 1000
            for value in response.headers.get_all("Set-Cookie") or ():
                name, _, rest = value.partition("=")
                self._cookies[name.strip()] = rest.partition(";")[0]
            found = {name.lower(): value for name, value in response.headers.items()}
            answer = Answer(method=method, path=path, status=response.status, headers=found, body=data, ms=elapsed)
            if self._seen is not None:
                self._seen.append(answer)
            return answer
        finally:
            connection.close()

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def send(self, method: str, path: str, value: Any) -> Answer:
        """Send a value as JSON."""
        return self.ask(method, path, body=json.dumps(value).encode(), media_type=JSON)

    def submit(self, page: str, action: str, fields: Mapping[str, Any]) -> Answer:
        """Load a page as a browser does and send its form with that action: its hidden fields, and `fields` over its own values."""
        own = form_fields(self.get(page).text, action)
        if own is None:
            raise NoSuchForm(f"{page} has no form that leads to {action}")
        filled = {**own, **{name: _as_text(value) for name, value in fields.items()}}
        return self.ask("POST", action, body=urlencode(filled).encode(), media_type=FORM)


def place_of(path: str) -> str:
    """Return a path without query, every row's number as `{id}`."""
    return _NUMBER.sub("/{id}", path.partition("?")[0])


class NoSuchForm(ValueError):
    """A page lacks the form that a journey needs."""


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def form_fields(page: str, action: str) -> dict[str, str] | None:
    """Return the values that a browser would send for the form with this action, by name; None when there is no such form."""
    reader = _Forms(action)
    reader.feed(page)
    reader.close()
    return reader.fields


class _Forms(HTMLParser):
    """Reads the first form with a given action: inputs, text areas, the chosen options."""

    def __init__(self, action: str):
        super().__init__()
        self._action, self._inside, self._select, self._area = action, False, "", ""
        self.fields: dict[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and self.fields is None and given.get("action") == self._action:
            self._inside, self.fields = True, {}
        if not self._inside or self.fields is None:
            return
        name = given.get("name", "")
        if tag == "input" and name and (given.get("type") not in ("checkbox", "radio") or "checked" in given):
            self.fields[name] = given.get("value", "on" if given.get("type") in ("checkbox", "radio") else "")
        elif tag == "select" and name:
            self._select = name
            self.fields.setdefault(name, "")
        elif tag == "option" and self._select and "selected" in given:
            self.fields[self._select] = given.get("value", "")
        elif tag == "textarea" and name:
            self._area = name
            self.fields[name] = ""

    def handle_data(self, data: str) -> None:
        if self._inside and self._area and self.fields is not None:
            # a browser drops the line break that follows the opening tag
            self.fields[self._area] += data if self.fields[self._area] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""
