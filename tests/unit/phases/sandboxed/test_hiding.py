import json
import subprocess
import sys
from pathlib import Path

import pytest

from phases.sandbox.process import PROJECT

PROBE = """
import ctypes, json, os, subprocess, sys
from pathlib import Path
from phases.sandboxed.hiding import hide
ctypes.CDLL(None).prctl(38, 1, 0, 0, 0)
folder = Path(sys.argv[1])
told = hide([str(folder / "hidden"), str(folder / "deep/er/secret.txt")])
def seen(path):
    try:
        return path.read_text()
    except PermissionError:
        return "refused"
child = subprocess.run(["cat", str(folder / "hidden/a.txt")], capture_output=True)
(folder / "open" / "made.txt").write_text("made")
os.rename(folder / "open" / "made.txt", folder / "deep" / "er" / "moved.txt") if (folder / "deep/er").exists() else None
print(json.dumps({"told": told, "child": child.returncode, **{str(p.relative_to(folder)): seen(p) for p in sorted(folder.rglob("*.txt"))}}))
"""


@pytest.fixture
def seen(tmp_path):
    for name in ("hidden/a.txt", "hidden/deep/b.txt", "open/c.txt", "deep/er/secret.txt", "deep/er/d.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("text")
    (tmp_path / "open" / "link.txt").symlink_to(tmp_path / "hidden" / "a.txt")
    done = subprocess.run([sys.executable, "-c", PROBE, str(tmp_path)], cwd=PROJECT, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if found["told"].startswith("not hidden"):
        pytest.skip(found["told"])
    return found


def test_it_hides_folders_and_files_from_the_process_and_its_children_and_nothing_else(seen):
    refused = {"hidden/a.txt", "hidden/deep/b.txt", "deep/er/secret.txt", "open/link.txt"}
    assert {name for name, text in seen.items() if text == "refused"} - {"deep/er/moved.txt"} == refused
    assert seen["child"] != 0
    assert seen["open/c.txt"] == seen["deep/er/d.txt"] == "text"


def test_files_can_still_be_moved_between_folders(seen):
    # a file that is new beside a hidden one cannot be read there, but it can be put there
    assert "deep/er/moved.txt" in seen


def test_without_anything_to_hide_nothing_is_restricted(tmp_path: Path):
    code = "from phases.sandboxed.hiding import hide; print(hide([]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "nothing to hide"
