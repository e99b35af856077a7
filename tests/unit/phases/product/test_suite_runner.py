from __future__ import annotations

import json
import subprocess
import sys

import pytest

from phases.sandboxed.product.suite import RUNNER

MODULES = {
    "test_long": "class Long(unittest.TestCase):\n    def test_a(self): pass\n    def test_b(self): self.fail('no')\n    # " + "x" * 500,
    "test_short": "class Short(unittest.TestCase):\n    @unittest.skip('later')\n    def test_c(self): pass\n",
    "test_broken": "import nowhere\n",
}


@pytest.fixture
def product(tmp_path):
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/__init__.py").touch()
    for name, text in MODULES.items():
        (tmp_path / f"tests/{name}.py").write_text(f"import unittest\n{text}")
    return tmp_path


def run(product, *options):
    target = product / "outcome.json"
    target.unlink(missing_ok=True)
    done = subprocess.run([sys.executable, "-B", str(RUNNER), *options, str(target)], cwd=product, capture_output=True, timeout=60, check=False)
    return done.returncode, json.loads(target.read_text()) if target.is_file() else None


def test_several_processes_tell_what_one_tells(product):
    code, outcome = run(product)

    assert run(product, "--processes", "2") == (code, outcome)
    assert code == 1
    assert {name: outcome[name] for name in ("tests", "passed", "failed", "errors", "skipped")} == {
        "tests": 4, "passed": 1, "failed": 1, "errors": 1, "skipped": 1,
    }  # fmt: skip
    assert len(outcome["names"]) == 4


def test_a_process_that_dies_leaves_no_outcome_at_all(product):
    (product / "tests/test_short.py").write_text("import os\nos._exit(0)\n")

    assert run(product, "--processes", "2") == (1, None)


def test_all_pass_where_all_pass(product):
    (product / "tests/test_long.py").unlink()
    (product / "tests/test_broken.py").unlink()

    assert run(product, "--processes", "2")[0] == 0
