"""What is prepared once, and what is refused with a remedy."""

from __future__ import annotations

import socket

import pytest
from django.contrib.auth import authenticate
from django.db import connection

from ideamine.platform import preparation
from ideamine.platform.errors import PlatformRefused


@pytest.mark.django_db
def test_it_makes_an_administrator_once_and_shows_the_password_once():
    password = preparation.ensure_administrator()
    assert authenticate(username=preparation.ADMINISTRATOR, password=password).is_superuser
    assert preparation.ensure_administrator() is None


def test_it_applies_missing_migrations_once(committed_db):
    assert preparation.ensure_schema() is False
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE authtoken_token")
        cursor.execute("DELETE FROM django_migrations WHERE app = 'authtoken'")
    assert preparation.ensure_schema() is True
    assert "authtoken_token" in connection.introspection.table_names()


def test_it_refuses_a_port_on_which_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(PlatformRefused, match=f"Port {port} on 127.0.0.1 cannot be used .*--port"):
            preparation.refuse_busy_port("127.0.0.1", port)
    preparation.refuse_busy_port("127.0.0.1", port)


@pytest.mark.django_db
def test_it_refuses_to_start_without_redis_and_names_the_remedy(settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody?db=0"
    with pytest.raises(PlatformRefused, match=r"Redis does not answer.*mend REDIS_URL"):
        preparation.refuse_unfit_surroundings()


@pytest.mark.django_db
def test_it_starts_in_fit_surroundings(redis_url):
    preparation.refuse_unfit_surroundings()
