"""REDIS_URL in the dialects of its readers: redis-py says `unix://`, kombu says `redis+socket://`. The one place that translates."""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

UNIX_SCHEMES = ("unix", "redis+socket", "redis-socket", "socket")
TCP_SCHEMES = ("redis", "rediss")


def client_url(url: str) -> str:
    """The URL as redis-py reads it; it accepts kombu's dialect too. Raises ValueError on any other scheme."""
    parts = urlsplit(url)
    if parts.scheme in UNIX_SCHEMES:
        return f"unix://{parts.netloc}{parts.path}?db={database(url)}"
    if parts.scheme in TCP_SCHEMES:
        return url
    raise ValueError(f"REDIS_URL begins with {parts.scheme or 'nothing'!r}: it must begin with redis://, rediss:// or unix://.")


def broker_url(url: str) -> str:
    """The URL as kombu reads it."""
    parts = urlsplit(client_url(url))
    if parts.scheme == "unix":
        return f"redis+socket://{parts.netloc}{parts.path}?virtual_host={database(url)}"
    return url


def database(url: str) -> int:
    """The number of the Redis database that the URL names; 0 when it names none."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    for name in ("db", "virtual_host"):
        if name in query:
            return int(query[name][0])
    if parts.scheme in TCP_SCHEMES and parts.path.strip("/").isdigit():
        return int(parts.path.strip("/"))
    return 0


def with_database(url: str, number: int) -> str:
    """The same server, another database."""
    parts = urlsplit(client_url(url))
    if parts.scheme == "unix":
        return f"unix://{parts.netloc}{parts.path}?db={number}"
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if name != "db"])
    return urlunsplit((parts.scheme, parts.netloc, f"/{number}", query, ""))
