"""What the product depends on, found by parsing: imports of every Python module, dependency manifests, install commands."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from phases.sandboxed.security.manifests import PARSERS, Package, platform_of
from phases.sandboxed.security.scanning import Product, ToolBroken

DYNAMIC = {"import_module", "__import__"}
# a distribution's import name where it differs from its own; anything else is taken for its own distribution
DISTRIBUTIONS = {
    "yaml": "pyyaml",
    "PIL": "pillow",
    "cv2": "opencv-python",
    "sklearn": "scikit-learn",
    "bs4": "beautifulsoup4",
    "dateutil": "python-dateutil",
}


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """The dependencies of a product. `platform` is what it runs on (images, CI actions), which no package lookup covers."""

    modules_parsed: int
    manifests: tuple[str, ...]
    stdlib: tuple[str, ...]
    first_party: tuple[str, ...]
    packages: tuple[Package, ...]
    platform: tuple[Package, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the third-party distributions, each once, normalised as PyPI does."""
        return tuple(sorted({normal(package.name) for package in self.packages}))


def normal(name: str) -> str:
    """Return a distribution's name in the form of PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def imports_of(source: str, file: str) -> Iterator[str]:
    """Yield the top-level name of every absolute import, also of import_module("…"). Raises ToolBroken for what is no Python."""
    try:
        tree = ast.parse(source, filename=file)
    except (SyntaxError, ValueError) as error:
        raise ToolBroken(f"{file} cannot be parsed, so its imports are unknown: {error}") from None
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and node.args and _called(node.func) in DYNAMIC:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str) and not first.value.startswith("."):
                yield first.value.split(".")[0]


def _called(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def first_party(files: tuple[str, ...]) -> set[str]:
    """Return the top-level names that the product's own files give (`app`, `tests`, also below `src/`)."""
    names = set()
    for name in files:
        parts = Path(name).parts
        parts = parts[1:] if parts[0] == "src" and len(parts) > 1 else parts
        if name.endswith(".py"):
            names.add(parts[0].removesuffix(".py"))
    return names


def take(product: Product) -> Inventory:
    """Return what the product depends on. Raises ToolBroken when a module or manifest cannot be parsed."""
    own = first_party(product.files)
    stdlib: set[str] = set()
    packages: dict[tuple[str, ...], Package] = {}
    modules = product.named(".py")
    for file in modules:
        for name in imports_of(product.text(file), file):
            if name in sys.stdlib_module_names:
                stdlib.add(name)
            elif name not in own:
                found = Package(ecosystem="pypi", name=DISTRIBUTIONS.get(name, name), version="", origin="import", file=file)
                packages[found.key] = found
    manifests, declared = _declared(product)
    packages.update({package.key: package for package in declared})
    return Inventory(
        modules_parsed=len(modules),
        manifests=manifests,
        stdlib=tuple(sorted(stdlib)),
        first_party=tuple(sorted(own)),
        packages=tuple(packages[key] for key in sorted(packages)),
        platform=tuple(sorted(platform_of(product), key=lambda package: package.key)),
    )


def _declared(product: Product) -> tuple[tuple[str, ...], list[Package]]:
    read: list[str] = []
    packages: list[Package] = []
    for file in product.files:
        for pattern, parse in PARSERS:
            if re.fullmatch(pattern, file):
                read.append(file)
                try:
                    packages.extend(parse(product.text(file), file))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise ToolBroken(f"{file} cannot be parsed, so what it requires is unknown: {error}") from None
                break
    return tuple(read), packages


def as_records(packages: tuple[Package, ...]) -> list[Mapping[str, str]]:
    """Return packages as JSON records."""
    return [vars(package).copy() for package in packages]
