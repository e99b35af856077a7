"""How a security tool works: check the product out, run something on it, and report; what breaks is an error, never a pass."""

from __future__ import annotations

import hashlib
import importlib.metadata
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed import repository
from phases.sandboxed.context import Context, Execution
from phases.sandboxed.reports import tool_report

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


class ToolBroken(RuntimeError):
    """The tool did not run to its end, or its output could not be read. `producers` is what had run until then."""

    def __init__(self, message: str, producers: Sequence[Mapping[str, Any]] = ()):
        super().__init__(message)
        self.producers = list(producers)


@dataclass(frozen=True, kw_only=True)
class Product:
    """The checked-out product. `bundle_sha256` names the bundle that it came from; it differs between equal histories."""

    repository: repository.Repository
    tree: str
    files: tuple[str, ...]
    bundle_sha256: str

    @property
    def path(self) -> Path:
        return self.repository.path

    def named(self, *suffixes: str) -> tuple[str, ...]:
        """Return the tracked files that end with one of the suffixes."""
        return tuple(name for name in self.files if name.endswith(suffixes))

    def text(self, name: str) -> str:
        """Return a file's text; bytes that are no UTF-8 are replaced."""
        return (self.path / name).read_text(encoding="utf-8", errors="replace")

    def sha256(self, name: str) -> str:
        return hashlib.sha256((self.path / name).read_bytes()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What a tool found out: producers (the last one made the figures), data, and what differs from run to run."""

    producers: Sequence[Mapping[str, Any]]
    data: Mapping[str, Any]
    measured: Mapping[str, Any]


def product(ctx: Context) -> Product:
    """Return the newest product, checked out. Raises MissingInput when there is no GitBundle."""
    work = repository.checkout(ctx)
    return Product(repository=work, tree=work.tree, files=tuple(work.files()), bundle_sha256=ctx.refs(repository.BUNDLE_TYPE)[-1].hash)


def report(ctx: Context, tool: str, version: str, scan: Callable[[Context, Product], Scan]) -> dict[str, Any]:
    """Run `scan` over the product and return the ToolReport; a broken or overlong tool gives outcome `error`."""
    subject = product(ctx)
    about = {"bundle_sha256": subject.bundle_sha256}
    try:
        done = scan(ctx, subject)
    except ToolBroken as error:
        return tool_report(
            tool, version=version, producers=error.producers, data={"tree": subject.tree}, measured=about, outcome="error", error=str(error)
        )
    except (subprocess.TimeoutExpired, OSError) as error:
        return tool_report(
            tool,
            version=version,
            producers=[],
            data={"tree": subject.tree},
            measured=about,
            outcome="error",
            error=f"{type(error).__name__}: {error}",
        )
    return tool_report(tool, version=version, producers=done.producers, data={"tree": subject.tree, **done.data}, measured={**about, **done.measured})


def version_of(distribution: str) -> str:
    """Return the installed version of a distribution, or `unknown`."""
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "unknown"


def run_python(ctx: Context, arguments: Sequence[str], *, timeout_s: float = 60, **more: Any) -> Execution:
    """Run this interpreter without the work folder on its path, so that no file of the product is taken for a library."""
    return ctx.execute([sys.executable, "-P", *arguments], timeout_s=timeout_s, **more)


def producer(done: Execution, tool: str, version: str, command: str) -> dict[str, Any]:
    """Return the producer of an execution under a command line that reads the same on every machine."""
    return {**done.producer(tool, version), "command": command}


def tail(data: bytes, limit: int = 300) -> str:
    """Return the end of a command's output on one line, for an error message."""
    return " ".join(data.decode(errors="replace").split())[-limit:]
