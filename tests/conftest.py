"""Engines and databases for every test.

- `db` / `@pytest.mark.django_db`: pytest-django's own, one database per xdist worker, each test rolled back.
- `committed_db`: a database and a Redis database of the test's own, for tests that commit or start worker processes; a `Site`.
- `redis_url`: the worker's Redis database, flushed before each test; settings and environment point to it.
- `engine_var`: an empty folder that the account of an embedded PostgreSQL can enter, for tests that start engines of their own.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from ideamine import redis_urls
from ideamine.embedded import engines as embedded_engines
from tests.support import engines as support

REDIS_DATABASES_PER_WORKER = 3
_clones = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """The controlling process names the folder that all xdist workers share; processes started by tests can be interrupted."""
    # whoever starts the suite in the background of a script has it inherit an ignored SIGINT, which Ctrl-C tests would never feel
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="ideamine-tests-", dir="/tmp"))
        folder.chmod(0o711)
        os.environ["IDEAMINE_TEST_VAR"] = os.environ["IDEAMINE_VAR"] = str(folder)
        for name in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(name, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the engines, even those of a worker that died, and remove the folder."""
    if not hasattr(config, "workerinput") and "IDEAMINE_TEST_VAR" in os.environ:
        folder = Path(os.environ.pop("IDEAMINE_TEST_VAR"))
        embedded_engines.remove(folder)
        shutil.rmtree(folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what would meet the ledger's TRUNCATE trigger only at the end of the test."""
    for item in items:
        for marker in item.iter_markers("django_db"):
            if marker.kwargs.get("transaction") or (marker.args and marker.args[0]):
                raise pytest.UsageError(f"{item.nodeid}: Django's flush meets the ledger's trigger; use the fixture committed_db instead.")


def _worker_number() -> int:
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


@pytest.fixture(scope="session")
def test_var() -> Path:
    """The folder of this test session."""
    return Path(os.environ["IDEAMINE_TEST_VAR"])


@pytest.fixture(scope="session")
def engine_urls(test_var: Path) -> Iterator[embedded_engines.Urls]:
    """The session's engines, started by the first test that needs them."""
    from django.conf import settings

    settings.VAR = test_var
    settings.ARTIFACT_STORAGE = str(test_var / "artifacts")
    with embedded_engines.acquire(test_var, postgres_options=support.POSTGRES_OPTIONS) as lease:
        yield lease.urls


@pytest.fixture(scope="session")
def django_db_setup(engine_urls, test_var, django_test_environment, django_db_blocker) -> Iterator[None]:
    """pytest-django's hook: this worker's database is a clone of the migrated template."""
    from django.db import connections

    with django_db_blocker.unblock():
        support.migrated_template(engine_urls, test_var)
        with support.cloned(engine_urls, test_var, f"test_{_worker_number()}") as url:
            support.point_settings_at(url, _redis_url(engine_urls, 0))
            yield
            connections["default"].close()


@pytest.fixture
def committed_db(django_db_setup, engine_urls, test_var, tmp_path, django_db_blocker) -> Iterator[support.Site]:
    """A database and a Redis database of the test's own, both fresh; what is committed there is seen by other processes."""
    from django.conf import settings

    before = settings.DATABASE_URL, settings.REDIS_URL
    redis_url = _redis_url(engine_urls, 1)
    name = f"test_{_worker_number()}_{next(_clones)}"
    with django_db_blocker.unblock(), support.cloned(engine_urls, test_var, name) as url:
        with redis.Redis.from_url(redis_url) as client:
            client.flushdb()
        support.point_settings_at(url, redis_url)
        try:
            yield support.Site(database_url=url, redis_url=redis_url, var=tmp_path)
        finally:
            support.point_settings_at(*before)


@pytest.fixture
def redis_url(engine_urls) -> str:
    """The worker's own Redis database, empty."""
    url = _redis_url(engine_urls, 0)
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    support.point_redis_at(url)
    return url


@pytest.fixture
def engine_var() -> Iterator[Path]:
    """An empty folder for engines of the test's own; they are stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="ideamine-engines-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    embedded_engines.remove(folder)
    shutil.rmtree(folder, ignore_errors=True)


def _redis_url(urls: embedded_engines.Urls, offset: int) -> str:
    # Database 0 stays empty: nothing that forgot to ask for its own lands in another test's.
    return redis_urls.with_database(urls.redis_url, 1 + _worker_number() * REDIS_DATABASES_PER_WORKER + offset)


def shared_redis_url(urls: embedded_engines.Urls) -> str:
    """This worker's Redis database for a platform that outlives single tests."""
    return _redis_url(urls, 2)
