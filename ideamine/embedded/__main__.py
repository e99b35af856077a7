"""`python -m ideamine.embedded status|stop|remove`: look after the embedded engines by hand."""

from __future__ import annotations

import sys

from ideamine import paths
from ideamine.embedded import engines
from ideamine.embedded.errors import EngineUnavailable


def main(arguments: list[str]) -> int:
    """Do what the one argument says; 2 when it says nothing known."""
    var = paths.var_folder()
    if arguments == ["status"]:
        found = engines.status(var)
        print(f"PostgreSQL: {found.postgres_pid or 'not running'}\nRedis: {found.redis_pid or 'not running'}")
    elif arguments == ["stop"]:
        engines.stop(var)
    elif arguments == ["remove"]:
        engines.remove(var)
    else:
        print("say status, stop or remove", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except EngineUnavailable as error:
        sys.exit(str(error))
