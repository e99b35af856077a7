"""The house: imports and foreign keys point one way, without a circle; sandboxed code imports almost nothing."""

from __future__ import annotations

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
APPS = ("runs", "ledger", "qav", "phases")
# an app may import itself, the leaves, and what stands here
ALLOWED = {"runs": set(), "ledger": {"runs"}, "qav": {"runs"}, "phases": {"runs", "ledger", "qav"}}
TOP = {*APPS, "ideamine", "tests"}


def modules(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py") if "migrations" not in path.parts)


def imported(path: Path) -> set[str]:
    """Return the dotted names that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            found |= {node.module} if node.module else set()
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def ours(name: str) -> bool:
    return name.split(".")[0] in TOP


@pytest.mark.parametrize("app", APPS)
def test_an_app_imports_only_what_lies_below_it(app):
    wrong = []
    for path in modules(app):
        for name in sorted(filter(ours, imported(path))):
            top = name.split(".")[0]
            allowed = top == app or top in ALLOWED[app] or name == "ideamine" or name.startswith("ideamine.lib")
            if not allowed:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_the_leaves_import_no_app():
    wrong = [
        f"{path.name} imports {name}"
        for path in modules("ideamine/lib")
        for name in imported(path)
        if ours(name) and not name.startswith("ideamine.lib") and name != "ideamine"
    ]
    assert wrong == []


def test_sandboxed_code_imports_the_standard_library_the_leaves_and_itself_only():
    wrong = []
    for path in modules("phases/sandboxed"):
        for name in imported(path):
            top = name.split(".")[0]
            fine = top in sys.stdlib_module_names or name.startswith(("ideamine.lib", "phases.sandboxed")) or name in ("ideamine", "phases")
            if not fine:
                wrong.append(f"{path.relative_to(ROOT)} imports {name}")
    assert wrong == []


def test_leaves_used_in_the_sandbox_need_the_standard_library_only():
    used = {name for path in modules("phases/sandboxed") for name in imported(path) if name.startswith("ideamine.lib.")}
    files = {ROOT / (name.replace(".", "/") + ".py") for name in used}
    for path in sorted(file for file in files if file.exists()):
        third_party = {name for name in imported(path) if name.split(".")[0] not in sys.stdlib_module_names and not ours(name)}
        assert third_party == set(), f"{path.name} imports {third_party}"


def test_foreign_keys_point_the_same_way():
    wrong = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if field.many_to_one or (field.one_to_one and not field.auto_created):
                    target = field.related_model._meta.app_label
                    if target != app and target not in ALLOWED[app]:
                        wrong.append(f"{model.__name__}.{field.name} → {target}")
    assert wrong == []


def test_no_circle_among_the_modules_of_an_app():
    for app in APPS:
        files = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in modules(app)}
        graph: dict[str, set[str]] = {}
        for name, path in files.items():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            # what is imported inside a function is looked up when it is called
            top = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
            targets = set()
            for node in top:
                if isinstance(node, ast.Import):
                    targets |= {alias.name for alias in node.names}
                else:
                    targets |= {f"{node.module}.{alias.name}" if f"{node.module}.{alias.name}" in files else node.module for alias in node.names}
            graph[name] = {target for target in targets if target in files and target != name and not name.startswith(target + ".")}
        TopologicalSorter(graph).prepare()
