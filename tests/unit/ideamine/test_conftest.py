"""The test databases themselves: isolation is what every other test stands on."""

from __future__ import annotations

import subprocess
import sys

import pytest
import redis
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_it_rolls_back_what_a_plain_test_wrote(turn):
    assert not User.objects.filter(username="left-behind").exists()
    User.objects.create(username="left-behind")


@pytest.mark.parametrize("turn", [1, 2])
def test_it_gives_a_committing_test_a_database_of_its_own(committed_db, turn):
    assert connection.settings_dict["NAME"] == committed_db.database
    assert not User.objects.exists()
    User.objects.create(username="committed")


def test_it_shows_committed_rows_to_another_process(committed_db):
    User.objects.create(username="seen-elsewhere")
    script = "import django; django.setup(); from django.contrib.auth.models import User; print(User.objects.get().username)"
    environment = {**committed_db.environment(), "DJANGO_SETTINGS_MODULE": "ideamine.settings"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "seen-elsewhere"


@pytest.mark.django_db
def test_it_returns_to_the_workers_database_after_a_committing_test():
    assert connection.settings_dict["NAME"].startswith("test_")
    assert not User.objects.exists()


@pytest.mark.parametrize("turn", [1, 2])
def test_it_empties_redis_between_tests(redis_url, turn):
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")
