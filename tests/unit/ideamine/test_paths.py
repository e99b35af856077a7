"""Where things lie."""

from __future__ import annotations

import pytest

from ideamine import paths


def test_it_puts_var_into_the_project_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("IDEAMINE_VAR")
    assert paths.var_folder() == paths.PROJECT / "var"
    monkeypatch.setenv("IDEAMINE_VAR", str(tmp_path))
    assert paths.var_folder() == tmp_path
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IDEAMINE_VAR", "mine")
    assert paths.var_folder() == tmp_path / "mine"


@pytest.mark.parametrize(("names", "embedded"), [((), True), (("DATABASE_URL",), False), (("REDIS_URL",), False)])
def test_it_is_embedded_only_when_no_server_is_named(monkeypatch, names, embedded):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in names:
        monkeypatch.setenv(name, "x://y")
    assert paths.embedded() is embedded
