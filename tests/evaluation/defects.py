"""Defects that a finished product can have, each planted by changing its files; an edit that no longer fits the product is an error."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.evaluation.products import Files, Product, features_of, with_features

LEAK = "AKIA" + "Z4HN" + "QX7PLANTD2KW"
SQL = '''"""Finds rows by their name."""


def find(connection, name):
    """Return the rows of that name."""
    return connection.execute("SELECT * FROM book WHERE title = '%s'" % name).fetchall()
'''


class EditMisfits(LookupError):
    """The product has no such text any more, so the defect cannot be planted."""


@dataclass(frozen=True, kw_only=True)
class Gate:
    """What of a gate is for a defect: its phase, a guard, and the agents whose reports that guard reads."""

    phase: str
    guard: str
    agents: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Defect:
    """One defect: what it is, the gate that has to catch it by which rubric, and how it is planted."""

    name: str
    gate: Gate
    rubric: str
    plant: Callable[[Product], Files]


def edited(file: str, old: str, new: str) -> Callable[[Product], Files]:
    """Return what plants a defect by replacing a text, once. Raises EditMisfits."""

    def plant(product: Product) -> Files:
        before = product.files.get(file, "")
        if old not in before:
            raise EditMisfits(f"{file} has no {old!r}")
        return {**product.files, file: before.replace(old, new, 1)}

    return plant


def added(file: str, text: str) -> Callable[[Product], Files]:
    """Return what plants a defect by adding a file."""
    return lambda product: {**product.files, file: text}


def _without_check(product: Product) -> Files:
    """Take a rule's code away, and its author's tests with it: nobody but the sealed tests is left to notice."""
    rule = next(rule for rule in product.model["rules"] if rule["id"] in features_of(product.files))
    left = {name: source for name, source in features_of(product.files).items() if name != rule["id"]}
    story = next(story for story in product.stories["stories"] if story.get("rule") == rule["id"])
    forgotten = f"tests/test_{story['id'].lower().replace('-', '_')}.py"
    return {name: text for name, text in with_features(product.files, left).items() if name != forgotten}


def _skipped(product: Product) -> Files:
    name, text = next((name, text) for name, text in sorted(product.files.items()) if name.startswith("tests/test_resource_"))
    skipped, count = re.subn(r"\n    def test_", '\n    @__import__("unittest").skip("later")\n    def test_', text, count=1)
    if not count:
        raise EditMisfits(f"{name} has no test")
    return {**product.files, name: skipped}


def _as_root(product: Product) -> Files:
    text, count = re.subn(r"(?m)^USER .*\n", "", product.files["Dockerfile"])
    if not count:
        raise EditMisfits("Dockerfile has no USER")
    return {**product.files, "Dockerfile": text}


def _unpinned(product: Product) -> Files:
    file = next(name for name in product.files if name.startswith(".github/workflows/"))
    text, count = re.subn(r"@[0-9a-f]{40}", "@main", product.files[file], count=1)
    if not count:
        raise EditMisfits(f"{file} has no pinned action")
    return {**product.files, file: text}


READ = "    return json_response(store.get(resource, request.path_id))"
LIST = "handler=functools.partial(list_rows, resource), query=query"
KEY = f'"""The key of the map service."""\n\nKEY = "{LEAK}"\n'

SEALED = Gate(phase="qa", guard="guard.sealedAcceptance")
RESULTS = Gate(phase="qa", guard="guard.testResults", agents=("E2ETestAgent",))
LABELS = Gate(phase="qa", guard="guard.accessibilityAudit", agents=("AccessibilityAgent",))
SECRETS = Gate(phase="security", guard="guard.secretScan", agents=("secrets-hygiene-agent",))
CODE = Gate(phase="security", guard="guard.staticAnalysis", agents=("sast-agent",))
CONTAINER = Gate(phase="security", guard="guard.containerBench", agents=("container-hardening-agent",))
POLICY = Gate(phase="security", guard="guard.infrastructurePolicy", agents=("iac-policy-agent",))

DEFECTS = (
    Defect(name="removed check", gate=SEALED, rubric="sealed_failures_max", plant=_without_check),
    Defect(name="leaked key", gate=SECRETS, rubric="secrets_max", plant=added("app/keys.py", KEY)),
    Defect(name="SQL by string", gate=CODE, rubric="critical_sast_max", plant=added("app/finding.py", SQL)),
    Defect(name="broken endpoint", gate=RESULTS, rubric="e2e_failures_max", plant=edited("app/api.py", READ, READ.replace(".get(", ".got("))),
    Defect(name="unmet criterion", gate=SEALED, rubric="sealed_failures_max", plant=edited("app/api.py", "page.total,", "page.total + 1,")),
    Defect(name="skipped test", gate=RESULTS, rubric="tests_pass_min", plant=_skipped),
    Defect(name="missing label", gate=LABELS, rubric="a11y_violations_max", plant=edited("app/forms.py", '<label for="{id}">', "<label>")),
    Defect(name="open door", gate=SEALED, rubric="sealed_failures_max", plant=edited("app/api.py", LIST, f"{LIST}, open=True")),
    Defect(name="container runs as root", gate=CONTAINER, rubric="container_violations_max", plant=_as_root),
    Defect(name="unpinned CI action", gate=POLICY, rubric="iac_violations_max", plant=_unpinned),
)
BY_NAME: Mapping[str, Defect] = {defect.name: defect for defect in DEFECTS}
