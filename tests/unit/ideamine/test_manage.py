"""What is wrong with the surroundings is said in one sentence, and the exit code is not 0."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ideamine import paths


def _manage(*arguments, **environment):
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "IDEAMINE_EMBEDDED")}
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=paths.PROJECT, env={**clean, **environment}, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"DATABASE_URL": "postgres://u@db/x"}, "REDIS_URL is not set"),
        ({"REDIS_URL": "redis://r"}, "DATABASE_URL is not set"),
        ({"DATABASE_URL": "mysql://u@db/x", "REDIS_URL": "redis://r"}, "DATABASE_URL must begin with postgres://"),
        ({"DATABASE_URL": "postgres://u@db/x", "REDIS_URL": "http://r"}, "must begin with redis://"),
        ({"SANDBOX": "none"}, "SANDBOX is 'none'"),
        ({"WORKER_SLOTS": "0"}, "WORKER_SLOTS is '0': it must be a number, 1 or more"),
        ({"WORKER_SLOTS": "many"}, "WORKER_SLOTS is 'many'"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe': it must be true or false"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'"),
    ],
)
def test_it_refuses_a_setting_that_does_not_fit(environment, sentence, tmp_path):
    code, _, said = _manage("check", IDEAMINE_VAR=str(tmp_path), **environment)
    assert code == 1
    assert sentence in said
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("command", ["migrate", "up"])
def test_it_says_that_the_database_is_dead(command, tmp_path):
    nowhere = {"DATABASE_URL": f"postgres://u@/{tmp_path}/x", "REDIS_URL": f"unix://{tmp_path}/s"}
    code, _, said = _manage(command, IDEAMINE_VAR=str(tmp_path), **nowhere)
    assert code == 1
    assert "DATABASE_URL" in said
    assert "Traceback" not in said


def test_it_says_that_var_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    code, _, said = _manage("migrate", IDEAMINE_VAR=str(tmp_path / "file" / "var"))
    assert code == 1
    assert "set IDEAMINE_VAR" in said
    assert "Traceback" not in said


def test_it_starts_the_engines_for_a_command_and_leaves_nothing_running(engine_var):
    from ideamine.embedded import engines

    code, said, _ = _manage("showmigrations", "runs", IDEAMINE_VAR=str(engine_var))
    assert code == 0
    assert "0001" in said
    assert (engine_var / "postgres" / "PG_VERSION").exists()
    assert engines.status(engine_var) == engines.Status(postgres_pid=None, redis_pid=None)


def test_it_needs_no_engines_to_show_its_help(tmp_path):
    code, said, _ = _manage("help", IDEAMINE_VAR=str(tmp_path))
    assert code == 0
    assert "up" in said
    assert not (tmp_path / "engines").exists()
