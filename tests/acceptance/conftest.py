"""One platform for all acceptance tests of a process: each start of workers and beat costs two seconds of a core.

The tests of one file go to one xdist worker (`--dist loadfile`), so that a run that they share is made once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from tests.conftest import shared_redis_url
from tests.support import engines as support
from tests.support.site import Door, platform, standing_on

# stands in the environment of every process of the platform, as keys of models and registries do, and may be found nowhere else
CANARY = "canary-7f3a91c2d4-secret"


@pytest.fixture(scope="session")
def door(django_db_setup, engine_urls, test_var, django_db_blocker) -> Iterator[Door]:
    """The commands of a site whose platform runs."""
    url = shared_redis_url(engine_urls)
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    var = Path(tempfile.mkdtemp(prefix="site-", dir=test_var))
    with django_db_blocker.unblock(), support.cloned(engine_urls, test_var, var.name.lower()) as database:
        site = support.Site(database_url=database, redis_url=url, var=var, extra={"SECRET_KEY": CANARY, "MODEL_API_KEY": CANARY})
        door = Door(site=site)
        with platform(door):
            yield door


@pytest.fixture
def rows(door, django_db_blocker) -> Iterator[None]:
    """Let the test read the site's rows and artifacts."""
    with django_db_blocker.unblock(), standing_on(door.site):
        yield
