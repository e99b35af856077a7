"""Passive and active probes over HTTP against the started product: headers, cookies, leaks, traversal, markup, foreign posts, strangers.

`identity` are the headers of somebody who is signed in; without it a probe asks as a stranger.
"""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from phases.sandboxed.security.policy import Check

TIMEOUT_S = 5
GUESSES = 12
MARKUP = "<script>probe()</script>"
ESCAPES = ("/static/../../VERSION", "/static/%2e%2e/%2e%2e/VERSION", "/static/..%2f..%2fVERSION", "/static//etc/passwd")
LEAKS = ("Traceback (most recent call last)", "sqlite3.", 'File "/')


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the product answered. Header names are lower case; several of one name are joined by a line break."""

    method: str
    path: str
    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def is_page(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")


def ask(url: str, method: str, path: str, *, body: str | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """Send one request as it stands (nothing normalised, no redirect followed). Raises OSError, http.client.HTTPException."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    try:
        connection.request(method, path, body=body, headers=dict(headers or {}))
        answer = connection.getresponse()
        told: dict[str, str] = {}
        for name, value in answer.getheaders():
            told[name.lower()] = f"{told[name.lower()]}\n{value}" if name.lower() in told else value
        return Answer(method=method, path=path, status=answer.status, headers=told, body=answer.read().decode("utf-8", "replace"))
    finally:
        connection.close()


def readable_paths(document: Mapping[str, Any]) -> list[str]:
    """Return the paths that can be read without a parameter, and for each API list the page of the same name."""
    paths = {path for path, item in document.get("paths", {}).items() if "get" in item and "{" not in path}
    return sorted(paths | {"/", "/openapi.json"} | {path.removeprefix("/api") for path in paths if path.startswith("/api/")})


def header_checks(answer: Answer) -> Iterator[Check]:
    """Yield the header rules for one answer; those for pages only where it is one."""
    told, policy = answer.headers, answer.headers.get("content-security-policy", "")
    rules = [("dast.header.nosniff", told.get("x-content-type-options", "").lower() == "nosniff", "X-Content-Type-Options: nosniff is missing")]
    if answer.is_page:
        rules += [
            (
                "dast.header.csp",
                "default-src" in policy and "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0],
                "no strict Content-Security-Policy",
            ),
            ("dast.header.frame", "frame-ancestors" in policy or "x-frame-options" in told, "nothing forbids framing"),
            ("dast.header.referrer", "referrer-policy" in told, "Referrer-Policy is missing"),
        ]
    for cookie in filter(None, told.get("set-cookie", "").split("\n")):
        safe = "httponly" in cookie.lower() and "samesite" in cookie.lower()
        rules.append(("dast.header.cookie", safe, f"the cookie {cookie.partition('=')[0]} lacks HttpOnly or SameSite"))
    if told.get("access-control-allow-origin") == "*":
        rules.append(("dast.header.cors", False, "any origin may read the answer"))
    for rule, passed, message in rules:
        yield Check(rule=rule, severity="medium", file=f"{answer.method} {answer.path}", passed=passed, message=message)


def identity(token: str) -> dict[str, str]:
    """Return the headers that carry a session, for REST and for pages; none without a token."""
    return {"Authorization": f"Bearer {token}", "Cookie": f"session={token}"} if token else {}


def active_checks(url: str, document: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Check]:
    """Yield what attacks on the product showed: traversal, TRACE, error leaks, posts from a foreign site, stored markup.

    They are made by somebody who is signed in (`known` are its headers), since a stranger would not come that far.
    """
    for path in ESCAPES:
        answer = ask(url, "GET", path)
        yield _check("dast.traversal", "critical", answer, answer.status >= 400, "a file outside the static folder is served")
    trace = ask(url, "TRACE", "/")
    yield _check("dast.trace", "medium", trace, trace.status >= 400, "TRACE is answered")
    lists = sorted(path for path, item in document.get("paths", {}).items() if "post" in item and "{" not in path)
    for path in lists:
        broken = ask(url, "POST", path, body="{", headers={"Content-Type": "application/json", **known})
        leaked = [mark for mark in LEAKS if mark in broken.body]
        yield _check(
            "dast.leak",
            "high",
            broken,
            broken.status < 500 and not leaked,
            f"broken JSON is answered with {broken.status}" + (" and a trace" if leaked else ""),
        )
        page = path.removeprefix("/api")
        foreign = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "https://attacker.invalid", "Sec-Fetch-Site": "cross-site", **known}
        posted = ask(url, "POST", page, body="x=1", headers=foreign)
        yield _check(
            "dast.csrf",
            "high",
            posted,
            400 <= posted.status < 500 and posted.status != 422,
            f"a form from a foreign site is answered with {posted.status}",
        )
        yield from _stored_markup(url, path, page, payload(document, path), known)


def stranger_checks(url: str, document: Mapping[str, Any]) -> Iterator[Check]:
    """Yield what strangers, and those with a wrong token, get from every operation that the contract calls secured, and from its page."""
    for path, item in sorted(document.get("paths", {}).items()):
        for method in ("get", "post", "put", "delete"):
            if method in item and item[method].get("security", document.get("security")):
                yield from _stranger(url, method.upper(), path.replace("{id}", "1"))
        page = path.removeprefix("/api")
        if "get" in item and page != path and "{" not in path:
            shown = ask(url, "GET", page)
            yield _check("dast.stranger", "critical", shown, shown.status in (303, 401, 403, 404), f"a stranger gets {shown.status}")


def _stranger(url: str, method: str, path: str) -> Iterator[Check]:
    for headers, who in ((None, "a stranger"), (identity("x" * 43), "a wrong token")):
        answer = ask(url, method, path, headers=headers)
        yield _check("dast.stranger", "critical", answer, answer.status == 401, f"{who} is answered with {answer.status}, not 401")


def session_checks(url: str, name: str, password: str) -> Iterator[Check]:
    """Yield what the form to sign in does with a right and a wrong password, what its cookie is like, and whether signing out ends a session."""
    form = ask(url, "GET", "/sign-in")
    csrf, kept = re.search(r'name="csrf_token" value="([^"]+)"', form.body), form.headers.get("set-cookie", "").partition(";")[0]
    for given, wanted in (("not the password", 401), (password, 303)):
        body = urlencode({"name": name, "password": given, "csrf_token": csrf[1] if csrf else ""})
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": kept}
        answer = ask(url, "POST", "/sign-in", body=body, headers=sent)
        what = "the right" if given == password else "a wrong"
        yield _check("dast.session.password", "critical", answer, answer.status == wanted, f"{what} password is answered with {answer.status}")
        cookie = next((line for line in answer.headers.get("set-cookie", "").split("\n") if line.startswith("session=")), "")
        held = bool(cookie) == (wanted == 303) and (not cookie or {"httponly", "samesite=strict"} <= set(cookie.lower().split("; ")))
        yield _check("dast.session.cookie", "high", answer, held, "the cookie of the session lacks HttpOnly or SameSite=Strict, or nobody signed in")
    behind = ask(url, "POST", "/sign-in", body=body, headers={**sent, "X-Forwarded-Proto": "https"})
    cookies = [line for line in behind.headers.get("set-cookie", "").split("\n") if line]
    secure = all("secure" in line.lower().split("; ") for line in cookies)
    yield _check("dast.session.secure", "medium", behind, secure, "behind https a cookie lacks Secure")
    body = json.dumps({"name": name, "password": password})
    begun = ask(url, "POST", "/api/session", body=body, headers={"Content-Type": "application/json"})
    token = str(json.loads(begun.body).get("token", "")) if begun.status == 201 else ""
    ended = ask(url, "DELETE", "/api/session", headers=identity(token))
    again = ask(url, "DELETE", "/api/session", headers=identity(token))
    left = begun.status == 201 and ended.status == 204 and again.status == 401
    yield _check("dast.session.end", "high", again, left, f"after signing out ({ended.status}) the token is answered with {again.status}, not 401")


def guessing_check(url: str) -> Check:
    """Return whether somebody who tries passwords for one name has to wait after a while."""
    body, headers = json.dumps({"name": "somebody who is not there", "password": "a guess"}), {"Content-Type": "application/json"}
    for _ in range(GUESSES):
        answer = ask(url, "POST", "/api/session", body=body, headers=headers)
        if answer.status == 429:
            break
    return _check(
        "dast.session.guessing", "high", answer, answer.status == 429 and "retry-after" in answer.headers, f"{GUESSES} guesses are let through"
    )


def _check(rule: str, severity: str, answer: Answer, passed: bool, message: str) -> Check:
    return Check(rule=rule, severity=severity, file=f"{answer.method} {answer.path}", passed=passed, message=message)


def _stored_markup(url: str, path: str, page: str, payload: Mapping[str, Any], known: Mapping[str, str]) -> Iterator[Check]:
    """Store markup through the API and read the pages back; nothing when the API does not take the payload."""
    created = ask(url, "POST", path, body=json.dumps(payload), headers={"Content-Type": "application/json", **known})
    if created.status == 201 and MARKUP in created.body.replace("\\u003c", "<").replace("\\u003e", ">"):
        for address in (page, *_own_page(page, created)):
            shown = ask(url, "GET", address, headers=known)
            yield _check("dast.markup", "critical", shown, MARKUP not in shown.body, "stored markup comes back as markup")


def _own_page(page: str, created: Answer) -> Iterator[str]:
    """Yield the page of a row that was stored, where the answer tells its number."""
    try:
        id = json.loads(created.body).get("id")
    except (ValueError, AttributeError):
        return
    if isinstance(id, int | str):
        yield f"{page}/{quote(str(id), safe='')}"


def payload(document: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return a body for a create operation, markup in every free text. Empty when the schema is not understood."""
    body = document["paths"][path]["post"].get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    schema = _resolved(document, body)
    return {
        name: _value(_resolved(document, part))
        for name, part in schema.get("properties", {}).items()
        if name in schema.get("required", ()) or _free(_resolved(document, part))
    }


def _resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    target: Any = document
    if "$ref" not in schema:
        return schema
    for token in schema["$ref"].removeprefix("#/").split("/"):
        target = target.get(token, {})
    return target


def _free(schema: Mapping[str, Any]) -> bool:
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    return "string" in kinds and not {"enum", "format"} & set(schema) and _allows_markup(schema)


def _allows_markup(schema: Mapping[str, Any]) -> bool:
    """Tell whether a text may be markup by its length and its pattern; one that is no regular expression of ours allows nothing."""
    try:
        fits = re.search(schema.get("pattern", ""), MARKUP) is not None
    except re.error:
        return False
    return fits and schema.get("maxLength", len(MARKUP)) >= len(MARKUP)


def _value(schema: Mapping[str, Any]) -> Any:
    if schema.get("enum"):
        return schema["enum"][0]
    if _free(schema):
        return MARKUP
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "string":
        return {"date": "2000-01-01", "date-time": "2000-01-01T00:00:00Z"}.get(schema.get("format", ""), "x")
    return {"integer": max(1, int(schema.get("minimum", 1))), "number": max(1, schema.get("minimum", 1)), "boolean": False}.get(kind)
