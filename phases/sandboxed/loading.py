"""From an id to the module that does it: `IntakeClassifierAgent` → agents.intake_classifier, `sca-agent` → agents.sca,
`tool.qa.unitTests` → tools.qa_unit_tests, `guard.claimMiner` → guards.claim_miner."""

from __future__ import annotations

import importlib
import importlib.util
import re
from types import ModuleType

PACKAGE = "phases.sandboxed"

_ID = re.compile(r"[A-Za-z][A-Za-z0-9.-]*")


class UnknownTarget(LookupError):
    """No module stands behind this id."""


def _snake(text: str) -> str:
    text = re.sub(r"([a-z])([A-Z])", r"\1_\2", text)
    text = re.sub(r"([A-Z0-9]+)([A-Z][a-z]{2,})", r"\1_\2", text)
    return text.replace(".", "_").replace("-", "_").lower()


def module_name(target: str, package: str = PACKAGE) -> str:
    """Return the dotted module for an id in a package of agents, tools and guards. Raises UnknownTarget for what is no id."""
    if not _ID.fullmatch(target):
        raise UnknownTarget(f"{target!r} is no agent, tool or guard id")
    for prefix, folder in (("tool.", "tools"), ("guard.", "guards")):
        if target.startswith(prefix):
            return f"{package}.{folder}.{_snake(target.removeprefix(prefix))}"
    return f"{package}.agents.{_snake(target.removesuffix('Agent').removesuffix('-agent'))}"


def exists(target: str) -> bool:
    """Tell whether a module stands behind an id, without importing it."""
    try:
        return importlib.util.find_spec(module_name(target)) is not None
    except (UnknownTarget, ModuleNotFoundError):
        return False


def load(target: str, packages: tuple[str, ...] = (PACKAGE,)) -> ModuleType:
    """Import the module behind an id; it has `run(ctx) -> dict`. The first package that has it wins. Raises UnknownTarget."""
    names = [module_name(target, package) for package in packages]
    for name in names:
        try:
            if importlib.util.find_spec(name) is not None:
                return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if not name.startswith(f"{error.name}."):
                raise
    raise UnknownTarget(f"{target}: there is no module {' or '.join(names)}")
