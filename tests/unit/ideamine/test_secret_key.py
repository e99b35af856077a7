"""The key is made once and is nobody else's business."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ideamine import secret_key
from ideamine.embedded.errors import EngineUnavailable


def test_it_makes_a_key_once(tmp_path):
    first = secret_key.read_or_make(tmp_path / "var")
    assert len(first) >= 50
    assert secret_key.read_or_make(tmp_path / "var") == first
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_it_gives_all_first_callers_the_same_key(tmp_path):
    script = f"from pathlib import Path; from ideamine import secret_key; print(secret_key.read_or_make(Path({str(tmp_path)!r})))"
    callers = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    assert len({caller.communicate()[0] for caller in callers}) == 1


def test_it_names_the_remedy_when_var_cannot_be_written(tmp_path):
    (tmp_path / "var").write_text("in the way")
    with pytest.raises(EngineUnavailable, match="set SECRET_KEY"):
        secret_key.read_or_make(tmp_path / "var")
