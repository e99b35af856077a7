"""Whether what plans and documents name is there: files, modules, commits and served paths of the released repository."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from phases.sandboxed.repository import GitFailed, Repository

# programs of the operator's own machine, which no repository holds
PROGRAMS = frozenset({"cat", "cp", "curl", "docker", "git", "python", "systemctl"})
OWN_HOSTS = ("127.0.0.1", "localhost")
FILE_OPTIONS = frozenset({"--file"})
_SHA = re.compile(r"[0-9a-f]{40}")
_LINK = re.compile(r"(?<!\\)\[[^\]]*(?<!\\)\]\(([^)\s]+)\)|<(https?://[^>\s]+)>")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*$", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```\s*?$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """One thing that is named: where, its kind (file, module, commit, path, program), its name, and whether it exists."""

    where: str
    kind: str
    name: str
    exists: bool


@dataclass(frozen=True, kw_only=True)
class Known:
    """What exists: tracked files, served paths of the contract, and the repository for its commits."""

    product: Repository
    files: frozenset[str]
    paths: frozenset[str]

    def file(self, where: str, name: str) -> Reference:
        return Reference(where=where, kind="file", name=name, exists=name in self.files or any(known.startswith(f"{name}/") for known in self.files))

    def module(self, where: str, name: str) -> Reference:
        import sys

        path = name.replace(".", "/")
        own = {f"{path}.py", f"{path}/__main__.py"} & self.files
        return Reference(where=where, kind="module", name=name, exists=bool(own) or name.partition(".")[0] in sys.stdlib_module_names)

    def commit(self, where: str, name: str) -> Reference:
        try:
            self.product.git("merge-base", "--is-ancestor", name, "HEAD")
        except GitFailed:
            return Reference(where=where, kind="commit", name=name, exists=False)
        return Reference(where=where, kind="commit", name=name, exists=True)

    def served(self, where: str, address: str) -> Reference:
        path = urlsplit(address).path or "/"
        return Reference(where=where, kind="path", name=path, exists=path in self.paths)


def known_of(product: Repository, contract: Mapping[str, Any]) -> Known:
    """Return what exists in a repository whose contract this is; each REST list has a page of the same name."""
    paths = set(contract.get("paths", {}))
    pages = {path.removeprefix("/api") for path in paths if path.startswith("/api/")}
    return Known(product=product, files=frozenset(product.files()), paths=frozenset(paths | pages | {"/", "/openapi.json"}))


def of_plan(type: str, plan: Mapping[str, Any], known: Known) -> Iterator[Reference]:
    """Yield everything that a plan's steps, environments and health check name."""
    for key in ("steps", "environments"):
        for index, entry in enumerate(plan.get(key, ())):
            where = f"{type}/{key}/{index}"
            yield from (known.file(where, name) for name in entry["files"])
            for command in entry.get("commands", ()):
                yield from of_command(where, command, known)
    if "health" in plan:
        yield known.served(f"{type}/health", plan["health"]["path"])
        yield from of_command(f"{type}/health", plan["health"]["command"], known)
    if "returns_to" in plan:
        yield known.commit(f"{type}/returns_to", plan["returns_to"])


def of_command(where: str, command: str, known: Known) -> Iterator[Reference]:
    """Yield what one command line names: its program, `-m` modules, files after `--file` and of `cat`, addresses, commits."""
    words = shlex.split(command)
    yield Reference(where=where, kind="program", name=words[0], exists=words[0] in PROGRAMS)
    for before, word in zip(["", *words], words, strict=False):
        if before == "-m":
            yield known.module(where, word)
        elif before in FILE_OPTIONS or before == "cat" or (before == "-s" and "unittest" in words):
            yield known.file(where, word)
        elif word.startswith(("http://", "https://")):
            yield known.served(where, word)
        elif _SHA.fullmatch(word):
            yield known.commit(where, word)


def links(text: str) -> list[str]:
    """Return the targets of the links of a Markdown file, code left out."""
    return [first or second for first, second in _LINK.findall(_FENCE.sub("", text))]


def anchors(text: str) -> set[str]:
    """Return the anchors of a Markdown file's headings, as GitHub names them."""
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in _HEADING.findall(_FENCE.sub("", text))}


@dataclass(frozen=True, kw_only=True)
class Links:
    """The links of the Markdown files: how many were followed, which of them lead nowhere, and which lead to other sites, as `FILE: TARGET`."""

    followed: int
    broken: tuple[str, ...]
    elsewhere: tuple[str, ...]


def follow_links(texts: Mapping[str, str], known: Known) -> Links:
    """Follow every link of the Markdown files; other sites cannot be asked from here, so nothing is said about links to them."""
    followed, broken, elsewhere = 0, [], []
    for name, text in sorted(texts.items()):
        for target in links(text):
            if urlsplit(target).scheme and urlsplit(target).hostname not in OWN_HOSTS:
                elsewhere.append(f"{name}: {target}")
                continue
            followed += 1
            if not _leads_somewhere(name, target, texts, known):
                broken.append(f"{name}: {target}")
    return Links(followed=followed, broken=tuple(broken), elsewhere=tuple(elsewhere))


def _leads_somewhere(name: str, target: str, texts: Mapping[str, str], known: Known) -> bool:
    parts = urlsplit(target)
    if parts.scheme:
        return known.served(name, target).exists
    wanted = name
    if parts.path:
        steps: list[str] = []
        for step in (PurePosixPath(name).parent / parts.path).parts:
            steps = steps[:-1] if step == ".." else [*steps, step]
        wanted = "/".join(steps)
    if parts.fragment:
        return wanted in texts and parts.fragment in anchors(texts[wanted])
    return known.file(name, wanted).exists
