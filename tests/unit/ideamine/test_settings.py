"""What the settings promise to others."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from django.conf import settings

from ideamine import paths


def _read(names, **environment):
    script = "import json, sys; from ideamine import settings; print(json.dumps({name: str(getattr(settings, name)) for name in sys.argv[1:]}))"
    clean = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "IDEAMINE_EMBEDDED")}
    done = subprocess.run(
        [sys.executable, "-c", script, *names], cwd=paths.PROJECT, env={**clean, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_it_uses_the_servers_that_the_environment_names(tmp_path):
    given = {"DATABASE_URL": "postgres://me:pw@db:5433/ideas", "REDIS_URL": "redis://cache:6379/2", "IDEAMINE_VAR": str(tmp_path)}
    read = _read(["EMBEDDED", "DATABASE_URL", "CELERY_BROKER_URL"], **given)
    assert read == {"EMBEDDED": "False", "DATABASE_URL": given["DATABASE_URL"], "CELERY_BROKER_URL": "redis://cache:6379/2"}
    assert not (tmp_path / "engines").exists()


def test_it_points_to_the_embedded_engines_without_any(tmp_path):
    read = _read(["EMBEDDED", "REDIS_URL", "CELERY_BROKER_URL", "DEBUG"], IDEAMINE_VAR=str(tmp_path))
    assert read["EMBEDDED"] == "True"
    assert read["REDIS_URL"].startswith("unix://")
    assert read["CELERY_BROKER_URL"].startswith("redis+socket://")
    assert read["DEBUG"] == "False"


def test_it_takes_the_secret_key_from_the_environment_first(tmp_path):
    assert _read(["SECRET_KEY"], IDEAMINE_VAR=str(tmp_path), SECRET_KEY="given") == {"SECRET_KEY": "given"}
    assert not (tmp_path / "secret_key").exists()


def test_it_denies_by_default_and_shows_unfold_before_the_admin():
    assert settings.REST_FRAMEWORK["DEFAULT_PERMISSION_CLASSES"] == ["rest_framework.permissions.IsAuthenticated"]
    assert settings.INSTALLED_APPS.index("unfold") < settings.INSTALLED_APPS.index("django.contrib.admin")
    assert (settings.TIME_ZONE, settings.USE_TZ) == ("UTC", True)
