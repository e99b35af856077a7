"""The engines by hand."""

from __future__ import annotations

import os
import subprocess
import sys

from ideamine.embedded import engines


def _say(var, *words):
    command = [sys.executable, "-m", "ideamine.embedded", *words]
    return subprocess.run(command, env={**os.environ, "IDEAMINE_VAR": str(var)}, capture_output=True, text=True, check=False)


def test_it_shows_stops_and_removes(engine_var):
    assert "Redis: not running" in _say(engine_var, "status").stdout
    with engines.acquire(engine_var):
        assert f"PostgreSQL: {engines.status(engine_var).postgres_pid}" in _say(engine_var, "status").stdout
        assert _say(engine_var, "stop").returncode == 0
        assert not engines.status(engine_var).running
    assert _say(engine_var, "remove").returncode == 0
    assert not (engine_var / "redis").exists()


def test_it_refuses_an_unknown_word(engine_var):
    done = _say(engine_var, "explode")
    assert (done.returncode, done.stderr.strip()) == (2, "say status, stop or remove")
