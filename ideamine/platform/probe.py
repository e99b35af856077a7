"""`python -m ideamine.platform.probe worker|beat`: a container's health check; exit code 0 when its process has been heard lately.

It reads the signs of life in Redis and needs neither Django nor the database, so it is cheap enough to run every ten seconds.
"""

from __future__ import annotations

import os
import socket
import sys
import time

import redis

PREFIX = "ideamine:heartbeat"
SILENCE_SECONDS = 30


def heard(client: redis.Redis, what: str, *, host: str, now: float) -> bool:
    """True when a worker of this host, or beat, gave a sign of life within 30 s; `now` in unix seconds."""
    keys = [f"{PREFIX}:beat"] if what == "beat" else list(client.scan_iter(f"{PREFIX}:worker:{host}:*"))
    return any(value is not None and now - float(value) <= SILENCE_SECONDS for value in (client.mget(keys) if keys else []))


def main(arguments: list[str]) -> int:
    """0 well, 1 silent, 2 asked for something unknown."""
    if arguments not in (["worker"], ["beat"]):
        print("say worker or beat", file=sys.stderr)
        return 2
    url = os.environ.get("REDIS_URL", "")
    if not url:
        print("REDIS_URL is not set", file=sys.stderr)
        return 2
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            return 0 if heard(client, arguments[0], host=socket.gethostname(), now=time.time()) else 1
    except redis.RedisError as error:
        print(f"Redis does not answer ({type(error).__name__})", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
