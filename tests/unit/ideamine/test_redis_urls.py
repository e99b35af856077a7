"""One REDIS_URL, two dialects."""

from __future__ import annotations

import pytest

from ideamine import redis_urls


@pytest.mark.parametrize(
    ("given", "client", "broker", "database"),
    [
        ("unix:///run/redis/s?db=3", "unix:///run/redis/s?db=3", "redis+socket:///run/redis/s?virtual_host=3", 3),
        ("unix:///run/redis/s", "unix:///run/redis/s?db=0", "redis+socket:///run/redis/s?virtual_host=0", 0),
        ("redis+socket:///run/redis/s?virtual_host=2", "unix:///run/redis/s?db=2", "redis+socket:///run/redis/s?virtual_host=2", 2),
        ("unix://me:secret@/run/s?db=1", "unix://me:secret@/run/s?db=1", "redis+socket://me:secret@/run/s?virtual_host=1", 1),
        ("redis://redis:6379/4", "redis://redis:6379/4", "redis://redis:6379/4", 4),
        ("rediss://:secret@cache:6380", "rediss://:secret@cache:6380", "rediss://:secret@cache:6380", 0),
        ("redis://redis:6379?db=5", "redis://redis:6379?db=5", "redis://redis:6379?db=5", 5),
    ],
)
def test_it_translates_for_both_readers(given, client, broker, database):
    assert redis_urls.client_url(given) == client
    assert redis_urls.broker_url(given) == broker
    assert redis_urls.database(given) == database


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("unix:///run/redis/s?db=3", "unix:///run/redis/s?db=9"),
        ("redis://redis:6379/4", "redis://redis:6379/9"),
        ("redis://redis:6379?db=5&socket_timeout=1", "redis://redis:6379/9?socket_timeout=1"),
    ],
)
def test_it_changes_only_the_database(given, expected):
    assert redis_urls.with_database(given, 9) == expected


@pytest.mark.parametrize("given", ["localhost:6379", "http://redis:6379", ""])
def test_it_refuses_another_scheme(given):
    with pytest.raises(ValueError, match="must begin with redis://"):
        redis_urls.client_url(given)
