"""A whole product to plant defects into, and the ways in which the tests of repairs look at it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.evaluation.models import attribute, entity, model
from tests.evaluation.products import product_of, written
from tests.support.wounds import wounded

ROOM = entity("room", "Rooms", attribute("name", "text", required=True), attribute("seats", "integer"))
MODEL = model("Meeting rooms", {"employee": "Employee"}, [ROOM], [])


@pytest.fixture(scope="session")
def sound():
    return product_of(MODEL).files


@pytest.fixture
def passes(tmp_path):
    """Return what tells whether a test module of a product passes, by a run of it."""

    def run(files, test):
        folder = written(files, tmp_path / f"product-{len(list(tmp_path.iterdir()))}")
        command = [sys.executable, "-W", "error", "-m", "unittest", test.removesuffix(".py").replace("/", ".")]
        return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False).returncode == 0

    return run


@pytest.fixture
def bites(sound, passes):
    """Return what tells whether a repair's regression test fails on the defect and passes on what was repaired."""

    def look(wound, repair):
        hurt = wounded(sound, wound)
        (test,) = (name for name in repair.files if name.startswith("tests/test_security_"))
        with_test = {**hurt, **{name: text for name, text in repair.files.items() if name.startswith("tests/")}}
        return not passes(with_test, test) and passes({**hurt, **repair.files}, test)

    return look


@pytest.fixture(scope="session")
def finding():
    def made(rule, *, file="", line=0, message="It is wrong.", fix="", tool="a scanner", severity="high"):
        return {"tool": tool, "rule": rule, "severity": severity, "message": message, "file": file, "line": line, "fix": fix}

    return made
