"""Real engines for tests: one embedded PostgreSQL and Redis a session, a migrated template database, cheap clones of it.

Django's flush meets the ledger's TRUNCATE trigger, so a test that commits gets a clone of the template and drops it afterwards.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import kombu.pools
import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from ideamine import redis_urls
from ideamine.embedded import engines

TEMPLATE = "ideamine_template"
# Durability across a power failure is not what tests look at; a killed server recovers all the same.
POSTGRES_OPTIONS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "400"}


@dataclass(frozen=True, kw_only=True)
class Site:
    """A database and a Redis database of one's own, and how to hand them to a process."""

    database_url: str
    redis_url: str
    var: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """The name of the database."""
        return self.database_url.rpartition("/")[2]

    def environment(self) -> dict[str, str]:
        """The environment for a process that works on this site: ours, with its URLs and its `var/`."""
        ours = {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url, "IDEAMINE_VAR": str(self.var), "IDEAMINE_EMBEDDED": "1"}
        return {**os.environ, **ours, **self.extra}


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"{parts.path.rpartition('/')[0]}/{name}"))


def point_settings_at(database_url: str, redis_url: str) -> None:
    """Let Django, Celery and every process started from here use these servers."""
    for connection in connections.all(initialized_only=True):
        connection.close()
    parsed = settings_from(database_url)
    settings.DATABASES["default"].update(parsed)
    connections["default"].settings_dict.update(parsed)
    # a test may keep its transaction open for as long as it takes
    connections["default"].settings_dict["OPTIONS"].pop("options", None)
    settings.DATABASE_URL = os.environ["DATABASE_URL"] = database_url
    point_redis_at(redis_url)


def point_redis_at(redis_url: str) -> None:
    """Let redis-py and Celery use this Redis database; PostgreSQL stays, and so does an open transaction."""
    from ideamine.celery import app
    from runs.engine import hints

    settings.REDIS_URL = os.environ["REDIS_URL"] = redis_url
    settings.CELERY_BROKER_URL = redis_urls.broker_url(redis_url)
    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = settings.CELERY_BROKER_URL
    hints.flush()
    # closes the pools and forgets them: a closed pool would be found again under the same URL
    kombu.pools.reset()
    app._pool = app.amqp._producer_pool = None


def settings_from(database_url: str) -> dict:
    """NAME, USER, PASSWORD, HOST and PORT as Django wants them."""
    import environ

    parsed = environ.Env.db_url_config(database_url)
    return {key: parsed[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def execute(urls: engines.Urls, statement: str) -> None:
    """Run one statement on the server itself, outside of any test's database."""
    parsed = settings_from(urls.database_url)
    connection = psycopg2.connect(host=parsed["HOST"], user=parsed["USER"], dbname="postgres")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def migrated_template(urls: engines.Urls, var: Path) -> str:
    """The name of the migrated template database; the first of all xdist workers makes it, the others wait."""
    with (var / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = var / "template.migrated"
        if not done.exists():
            execute(urls, f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)')
            execute(urls, f'CREATE DATABASE "{TEMPLATE}"')
            point_settings_at(with_database(urls.database_url, TEMPLATE), urls.redis_url)
            call_command("migrate", verbosity=0, interactive=False)
            connections["default"].close()
            done.touch()
    return TEMPLATE


@contextmanager
def cloned(urls: engines.Urls, var: Path, name: str) -> Iterator[str]:
    """The URL of a fresh clone of the template, dropped at the end together with whatever is connected to it."""
    # Clones are made one at a time: PostgreSQL refuses to copy a template while another session copies it exclusively.
    with (var / "clone.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        execute(urls, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        execute(urls, f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY FILE_COPY')
    try:
        yield with_database(urls.database_url, name)
    finally:
        execute(urls, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def redis_key(queue: str) -> str:
    """The name of the Redis list in which Celery keeps a queue's messages."""
    return settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("global_keyprefix", "") + queue
