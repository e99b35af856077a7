"""Fixtures of the fault tests: engines of the test's own, migrated, and an arena on them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from django.core.management import call_command

from ideamine.embedded import engines
from tests.chaos.harness import Arena
from tests.support import engines as support

_numbers = itertools.count(1)


@pytest.fixture
def arena(engine_var, django_db_setup, django_db_blocker) -> Iterator[Arena]:
    """An arena on a PostgreSQL and a Redis of its own; every process is killed at the end."""
    from django.conf import settings

    before = settings.DATABASE_URL, settings.REDIS_URL
    with engines.acquire(engine_var, postgres_options=support.POSTGRES_OPTIONS) as lease, django_db_blocker.unblock():
        support.point_settings_at(lease.urls.database_url, lease.urls.redis_url)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            site = support.Site(database_url=lease.urls.database_url, redis_url=lease.urls.redis_url, var=engine_var)
            arena = Arena(site, engine_var / f"marks-{next(_numbers)}")
            try:
                yield arena
            finally:
                arena.stop_all()
        finally:
            support.point_settings_at(*before)
