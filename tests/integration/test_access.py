"""Deny by default: of all addresses only health and the login answer somebody without an account."""

from __future__ import annotations

import re
import uuid

import pytest
from django.urls import URLPattern, get_resolver

pytestmark = pytest.mark.django_db
# leaving a session needs none
OPEN = {"/healthz", "/readyz", "/admin/login/", "/admin/logout/"}
TO_LOGIN = re.compile(r"/admin/login/\?next=")


def addresses(patterns, prefix="/"):
    """Yield an example address for every pattern."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield prefix + example(pattern.pattern)
        else:
            yield from addresses(pattern.url_patterns, prefix + example(pattern.pattern))


def example(pattern):
    route = str(pattern)
    if route.startswith("^"):
        # the admin's own expressions: an application's page, and everything else
        return route.strip("^$").replace("(?P<app_label>runs|", "runs(").split("(")[0] + ("/" if "app_label" in route else "")
    route = re.sub(r"<uuid:\w+>", str(uuid.uuid4()), route)
    return re.sub(r"<(\w+:)?\w+>", "1", route)


ALL = sorted({re.sub(r"\(.*", "x", address) for address in addresses(get_resolver().url_patterns)} | {"/", "/nothing", "/static/../settings.py"})


def test_the_walk_sees_every_door():
    assert {"/healthz", "/api/v1/runs", "/admin/runs/run/"} <= set(ALL)
    assert len(ALL) > 60


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_without_an_account_gets_an_answer(client, method):
    told = {}
    for address in ALL:
        if address in OPEN:
            continue
        answer = getattr(client, method)(address)
        denied = answer.status_code in (401, 404) or (answer.status_code == 302 and TO_LOGIN.match(answer["Location"]))
        if not denied:
            told[address] = answer.status_code
    assert told == {}


def test_the_interface_says_401_everywhere(client):
    wrong = {address: client.get(address).status_code for address in ALL if address.startswith("/api/")}
    assert set(wrong.values()) == {401}


def test_framing_and_sniffing_are_forbidden(client):
    answer = client.get("/admin/login/")
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
