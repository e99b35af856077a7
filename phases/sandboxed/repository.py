"""The product's git repository inside the sandbox: cloned from a bundle, committed with fixed author and date, sent as a bundle."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from phases.sandboxed.context import ArtifactRef, Context

BUNDLE_TYPE = "GitBundle"
BUNDLE_MEDIA_TYPE = "application/x-git-bundle"
BRANCH = "main"
_IDENTITY = {
    "GIT_AUTHOR_NAME": "IdeaMine",
    "GIT_AUTHOR_EMAIL": "build@ideamine.invalid",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00+00:00",
    "GIT_COMMITTER_NAME": "IdeaMine",
    "GIT_COMMITTER_EMAIL": "build@ideamine.invalid",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00+00:00",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_TERMINAL_PROMPT": "0",
}


class GitFailed(RuntimeError):
    """A git command ended with an error; the message carries what git said."""


class Repository:
    """A work tree in the sandbox. Equal files committed in equal order give equal commit ids on any machine."""

    def __init__(self, path: Path):
        self.path = path

    def git(self, *arguments: str, input: bytes | None = None) -> str:
        """Run git in the work tree and return its standard output. Raises GitFailed."""
        import os

        done = subprocess.run(
            [
                "git",
                "-c",
                "core.autocrlf=false",
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "init.defaultBranch=" + BRANCH,
                "-c",
                "commit.gpgsign=false",
                "-c",
                "gc.auto=0",
                "-c",
                "protocol.file.allow=always",
                *arguments,
            ],
            cwd=self.path,
            input=input,
            capture_output=True,
            env={**os.environ, **_IDENTITY},
            check=False,
        )
        if done.returncode:
            raise GitFailed(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace').strip()}")
        # not all white space: str.strip() would take the unit and record separators of a log format too
        return done.stdout.decode(errors="replace").strip(" \n")

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    @property
    def tree(self) -> str:
        """The tree id of HEAD: what the product's files are, whatever their history."""
        return self.git("rev-parse", "HEAD^{tree}")

    def files(self) -> list[str]:
        """Return the tracked files, sorted."""
        return sorted(self.git("ls-files").splitlines())

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write files below the work tree, making folders. Raises ValueError for a path that leaves it."""
        for name, content in files.items():
            target = (self.path / name).resolve()
            if not target.is_relative_to(self.path.resolve()) or ".git" in Path(name).parts:
                raise ValueError(f"{name!r} lies outside the repository")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)

    def commit(self, message: str) -> str:
        """Commit everything in the work tree and return the commit id; with nothing changed, HEAD stays."""
        self.git("add", "--all")
        if self.git("status", "--porcelain"):
            self.git("commit", "--quiet", "--no-verify", "--message", message)
        return self.head

    def bundle(self) -> bytes:
        """Return the whole history of the branch as a git bundle."""
        target = self.path.parent / f"{self.path.name}.bundle"
        self.git("bundle", "create", "--quiet", str(target), BRANCH)
        try:
            return target.read_bytes()
        finally:
            target.unlink()


def create(ctx: Context) -> Repository:
    """Return a new, empty repository in the work folder."""
    path = ctx.workdir / "repo"
    path.mkdir()
    repository = Repository(path)
    repository.git("init", "--quiet", f"--initial-branch={BRANCH}")
    return repository


def checkout(ctx: Context, ref: ArtifactRef | None = None, *, folder: str = "repo") -> Repository:
    """Return a work tree cloned from the newest GitBundle input (or from `ref`). Raises MissingInput through `ctx`."""
    if ref is None:
        refs = ctx.refs(BUNDLE_TYPE)
        if not refs:
            from phases.sandboxed.context import MissingInput

            raise MissingInput(f"{ctx.assignment.target} needs a {BUNDLE_TYPE}; none was produced before it")
        ref = refs[-1]
    bundle = ctx.workdir / f"{folder}.bundle"
    bundle.write_bytes(ctx.read_bytes(ref))
    path = ctx.workdir / folder
    Repository(ctx.workdir).git("clone", "--quiet", "--branch", BRANCH, str(bundle), str(path))
    bundle.unlink()
    return Repository(path)


def publish(ctx: Context, repository: Repository) -> ArtifactRef:
    """Send the repository's history as a GitBundle artifact, named by the commit."""
    return ctx.write_file(BUNDLE_TYPE, repository.bundle(), name=f"{repository.head}.bundle", media_type=BUNDLE_MEDIA_TYPE)
