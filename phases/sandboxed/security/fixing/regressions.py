"""Regression tests that go into the product with a repair; each fails on the defect that was repaired.

Only for products that have a suite: `statements` reads the source, the others use the product's own `tests.support.ServiceCase`.
"""

from __future__ import annotations

import re

from phases.sandboxed.product import templates
from phases.sandboxed.security.fixing.repairs import Files

SUPPORT, CASE = "tests/support.py", "class ServiceCase("
STATEMENTS = "tests/test_security_statements.py"
_MODULES = re.compile(r'^    "([^"]+)",$', re.MULTILINE)


def has_suite(files: Files) -> bool:
    """Tell whether the product has a suite that a test can be added to."""
    return "tests/__init__.py" in files


def has_service_case(files: Files) -> bool:
    """Tell whether the product's suite can ask the service as a browser and a REST client do."""
    return has_suite(files) and CASE in files.get(SUPPORT, "")


def behaviour(files: Files, name: str) -> dict[str, str]:
    """Return a test over the running application by its name, nothing for a product whose suite cannot ask it."""
    path = f"tests/test_security_{name}.py"
    return {path: templates.text(f"mended/test_{name}.py")} if has_service_case(files) else {}


def statements(files: Files, module: str) -> dict[str, str]:
    """Return the test that no statement of a module is made from values, beside those modules that it is about already."""
    if not has_suite(files):
        return {}
    known = set(_MODULES.findall(files.get(STATEMENTS, ""))) | {module}
    listed = "".join(f'    "{name}",\n' for name in sorted(known))
    return {STATEMENTS: templates.text("mended/test_statements.py").replace("MODULES = ()", f"MODULES = (\n{listed})")}


def plain(files: Files, name: str) -> dict[str, str]:
    """Return a test that reads files of the product by its name, nothing for a product without a suite."""
    path = f"tests/test_security_{name}.py"
    return {path: templates.text(f"mended/test_{name}.py")} if has_suite(files) else {}
