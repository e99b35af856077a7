"""Dependency manifests and install commands, each read by a parser of its own. Called by `inventory.take`."""

from __future__ import annotations

import ast
import configparser
import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from phases.sandboxed.security.dockerfiles import instructions, is_dockerfile
from phases.sandboxed.security.scanning import Product

_REQUIREMENT = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*(?:\(?==\s*([^\s;,)]+)|[^\s]*)")
_INSTALL = re.compile(r"(?:^|[;&|]\s*|-m\s+)(?:pip3?|uv pip)\s+install\s+([^;&|\n]+)")
_USES = re.compile(r"^\s*(?:-\s*)?uses:\s*['\"]?([^\s'\"#@]+)@?([^\s'\"#]*)", re.MULTILINE)
_TAKES_VALUE = {
    "-r",
    "--requirement",
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--extra-index-url",
    "-t",
    "--target",
    "--prefix",
    "-f",
    "--find-links",
}


@dataclass(frozen=True, kw_only=True)
class Package:
    """Something from outside: `origin` says how it was found (import, requirement, install command, base image, action)."""

    ecosystem: str
    name: str
    version: str
    origin: str
    file: str

    @property
    def key(self) -> tuple[str, ...]:
        return (self.ecosystem, self.name, self.version, self.origin, self.file)


def _requirement(text: str, file: str, origin: str = "requirement") -> Package:
    match = _REQUIREMENT.match(text)
    if not match:
        return Package(ecosystem="url", name=text.strip(), version="", origin=origin, file=file)
    return Package(ecosystem="pypi", name=match[1], version=match[2] or "", origin=origin, file=file)


def requirements_txt(text: str, file: str) -> Iterator[Package]:
    """Yield the requirements of a pip file; options and comments are none, `-r other.txt` is found by its own name."""
    for line in text.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).strip()
        if line and not line.startswith("-"):
            yield _requirement(line, file)
        elif line.startswith(("-e ", "--editable")) and not line.endswith("."):
            yield Package(ecosystem="url", name=line, version="", origin="requirement", file=file)


def pyproject_toml(text: str, file: str) -> Iterator[Package]:
    """Yield run-time, optional and build requirements of a pyproject.toml, also poetry's."""
    data = tomllib.loads(text)
    project = data.get("project", {})
    groups: list[Iterable[str]] = [project.get("dependencies", []), *project.get("optional-dependencies", {}).values()]
    groups += [data.get("build-system", {}).get("requires", []), *data.get("dependency-groups", {}).values()]
    yield from (_requirement(entry, file) for group in groups for entry in group if isinstance(entry, str))
    poetry = data.get("tool", {}).get("poetry", {}).get("dependencies", {})
    yield from (_requirement(name, file) for name in poetry if name != "python")


def setup_cfg(text: str, file: str) -> Iterator[Package]:
    """Yield install_requires and extras of a setup.cfg."""
    config = configparser.ConfigParser(interpolation=None)
    config.read_string(text)
    blocks = [config.get("options", "install_requires", fallback="")]
    if config.has_section("options.extras_require"):
        blocks += [value for _, value in config.items("options.extras_require")]
    yield from (_requirement(line, file) for block in blocks for line in block.splitlines() if line.strip())


def setup_py(text: str, file: str) -> Iterator[Package]:
    """Yield what is written as a literal in install_requires and setup_requires; anything computed raises ValueError."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.keyword) and node.arg in ("install_requires", "setup_requires"):
            yield from (_requirement(entry, file) for entry in ast.literal_eval(node.value))


def pipfile(text: str, file: str) -> Iterator[Package]:
    """Yield the packages of a Pipfile."""
    data = tomllib.loads(text)
    yield from (_requirement(name, file) for section in ("packages", "dev-packages") for name in data.get(section, {}))


def package_json(text: str, file: str) -> Iterator[Package]:
    """Yield the dependencies of a package.json."""
    data = json.loads(text)
    for section in ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies"):
        for name, version in data.get(section, {}).items():
            yield Package(ecosystem="npm", name=name, version=str(version), origin="requirement", file=file)


def install_commands(text: str, file: str) -> Iterator[Package]:
    """Yield the packages that `pip install …` commands name in a Dockerfile, workflow or script."""
    for match in _INSTALL.finditer(text.replace("\\\n", " ")):
        words = iter(shlex.split(match[1], comments=True))
        for word in words:
            if word in _TAKES_VALUE:
                next(words, None)
            elif not word.startswith(("-", ".", "/", "$")):
                yield _requirement(word, file, "install command")


PARSERS: tuple[tuple[str, Callable[[str, str], Iterator[Package]]], ...] = (
    (r"(.*/)?[^/]*(requirements|constraints)[^/]*\.(txt|in)", requirements_txt),
    (r"(.*/)?requirements/[^/]+\.(txt|in)", requirements_txt),
    (r"(.*/)?pyproject\.toml", pyproject_toml),
    (r"(.*/)?setup\.cfg", setup_cfg),
    (r"(.*/)?setup\.py", setup_py),
    (r"(.*/)?Pipfile", pipfile),
    (r"(.*/)?package\.json", package_json),
    (r"(.*/)?(Dockerfile[^/]*|[^/]*\.Dockerfile|Makefile|[^/]*\.sh)", install_commands),
    (r"\.github/workflows/[^/]+\.ya?ml", install_commands),
)


def platform_of(product: Product) -> Iterator[Package]:
    """Yield what the product runs on or is built by: base images, and the actions that its workflows use."""
    for file in product.files:
        if is_dockerfile(file):
            stages: set[str] = set()
            for step in instructions(product.text(file)):
                if step.name == "FROM":
                    image, _, alias = step.image()
                    if image not in stages:
                        name, _, tag = image.partition(":")
                        yield Package(ecosystem="oci", name=name, version=tag, origin="base image", file=file)
                    stages.add(alias)
        elif Path(file).parts[:2] == (".github", "workflows"):
            for match in _USES.finditer(product.text(file)):
                yield Package(ecosystem="github-actions", name=match[1], version=match[2], origin="action", file=file)
