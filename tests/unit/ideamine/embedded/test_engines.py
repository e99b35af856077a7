"""Real engines, started, shared, killed, adopted."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys

import psycopg2
import pytest
import redis

from ideamine.embedded import engines, postgres, processes
from ideamine.embedded import places as folders
from ideamine.embedded.errors import EngineUnavailable
from tests.support.waiting import wait_until


def _query(var, statement):
    connection = postgres.connect(folders.remembered(var))
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone() if cursor.description else None
    finally:
        connection.close()


def test_it_starts_both_engines_and_the_last_user_stops_them(engine_var):
    first = engines.acquire(engine_var)
    second = engines.acquire(engine_var)
    pids = engines.status(engine_var)
    assert pids.running
    first.release()
    assert engines.status(engine_var) == pids
    second.release()
    assert engines.status(engine_var) == engines.Status(postgres_pid=None, redis_pid=None)
    assert not processes.alive(pids.postgres_pid)
    assert not processes.alive(pids.redis_pid)


def test_it_serves_a_durable_database_and_a_redis_that_forgets_nothing(engine_var):
    with engines.acquire(engine_var) as lease:
        assert _query(engine_var, "SELECT current_setting('max_connections'), current_setting('fsync'), current_setting('TimeZone')") == (
            "200",
            "on",
            "UTC",
        )
        with redis.Redis.from_url(lease.urls.redis_url, decode_responses=True) as client:
            wanted = {"appendonly": "yes", "appendfsync": "everysec", "maxmemory-policy": "noeviction", "port": "0"}
            assert {name: client.config_get(name)[name] for name in wanted} == wanted


def test_it_adopts_the_engines_of_a_killed_user_and_stops_them(engine_var):
    script = "import os, pathlib, sys; from ideamine.embedded import engines; engines.acquire(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    killed = subprocess.run([sys.executable, "-c", script, str(engine_var)], check=False)
    assert killed.returncode == -signal.SIGKILL
    left = engines.status(engine_var)
    assert left.running
    with engines.acquire(engine_var):
        assert engines.status(engine_var) == left
    assert not engines.status(engine_var).running


def test_it_keeps_what_was_committed_when_both_engines_are_killed(engine_var):
    with engines.acquire(engine_var) as lease:
        _query(engine_var, "CREATE TABLE kept AS SELECT 7 AS number")
        before = engines.status(engine_var)
        for pid in (before.postgres_pid, before.redis_pid):
            os.kill(pid, signal.SIGKILL)
        wait_until(
            lambda: not engines.status(engine_var).redis_pid and not engines.status(engine_var).postgres_pid, seconds=5, what="death of the engines"
        )
        assert engines.revive(engine_var)
        assert _query(engine_var, "SELECT number FROM kept") == (7,)
        with redis.Redis.from_url(lease.urls.redis_url) as client:
            assert client.ping()
        assert not engines.revive(engine_var)


def test_it_tells_where_engines_would_answer_without_making_a_folder(tmp_path):
    urls = engines.expected_urls(tmp_path / "var")
    assert urls.database_url == f"postgres://ideamine@/{tmp_path}/var/run/pg/ideamine"
    assert urls.redis_url == f"unix://{tmp_path}/var/run/redis/s?db=0"
    assert not (tmp_path / "var").exists()


def test_it_removes_what_lies_outside_of_var_too(engine_var):
    deep = engine_var / ("long-" * 20)
    with engines.acquire(deep):
        sockets = folders.remembered(deep).sockets
        assert not sockets.is_relative_to(deep)
    engines.remove(deep)
    assert not sockets.exists()
    assert not (deep / "postgres").exists()


def test_it_refuses_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EngineUnavailable, match="set IDEAMINE_VAR"):
        engines.acquire(tmp_path / "file" / "var")


def test_it_leaves_nothing_running_when_postgresql_does_not_start(engine_var):
    with engines.acquire(engine_var):
        pass
    (engine_var / "postgres" / "postgresql.conf").write_text("max_connections = many\n")
    with pytest.raises(EngineUnavailable, match=r"embedded PostgreSQL did not start .*set DATABASE_URL"):
        engines.acquire(engine_var, postgres_options={"shared_buffers": "many"})
    assert engines.status(engine_var) == engines.Status(postgres_pid=None, redis_pid=None)


def test_it_names_the_version_that_made_the_data(engine_var):
    with engines.acquire(engine_var):
        pass
    (engine_var / "postgres" / "PG_VERSION").write_text("12\n")
    with pytest.raises(EngineUnavailable, match="made by PostgreSQL 12"):
        engines.acquire(engine_var)


def test_it_starts_in_spite_of_a_pid_file_that_names_somebody_else(engine_var):
    with engines.acquire(engine_var):
        pass
    (engine_var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    (engine_var / "redis" / "redis.pid").write_text(f"{os.getpid()}\n")
    with engines.acquire(engine_var):
        assert engines.status(engine_var).running


def test_it_ends_a_server_whose_folder_was_deleted_under_it(engine_var):
    engines.acquire(engine_var)
    lost = engines.status(engine_var)
    for folder in engine_var.iterdir():
        shutil.rmtree(folder)
    with engines.acquire(engine_var):
        assert engines.status(engine_var).running
        assert not processes.alive(lost.redis_pid)
        assert not processes.alive(lost.postgres_pid)


def test_it_refuses_to_use_a_closed_connection_after_release(engine_var):
    lease = engines.acquire(engine_var)
    lease.release()
    lease.release()
    with pytest.raises(psycopg2.OperationalError):
        _query(engine_var, "SELECT 1")
