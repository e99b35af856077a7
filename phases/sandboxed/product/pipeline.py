"""The product's CI workflow and infrastructure modules: as files, and as the artifacts that describe them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.planning.claims import rule_says
from phases.sandboxed.product import templates

WORKFLOW_PATH = ".github/workflows/ci.yml"
CHECKOUT = "actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2"
SETUP_PYTHON = "actions/setup-python@42375524e23c412d93fb67b49958b491fce71c38 # v5.4.0"
PYTHONS = ("3.11", "3.12")
TEST = "python -m unittest discover -s tests -t ."
IMAGE = "docker build --tag app:${{ github.sha }} ."


@dataclass(frozen=True, kw_only=True)
class Job:
    """One job of the workflow: the actions that it uses, the commands that it runs, the rule that it keeps."""

    id: str
    uses: tuple[str, ...]
    runs: tuple[str, ...]
    needs: tuple[str, ...] = ()
    rule: str


JOBS = (
    Job(id="test", uses=(CHECKOUT, SETUP_PYTHON), runs=(TEST,), rule="build.ci.tests"),
    Job(id="image", uses=(CHECKOUT,), runs=(IMAGE,), needs=("test",), rule="build.ci.image"),
)
MODULES = (
    ("container", "Dockerfile", "build.infra.container"),
    ("compose", "deploy/compose.yaml", "build.infra.compose"),
    ("service", "deploy/app.service", "build.infra.service"),
)


def workflow() -> str:
    """Return the GitHub workflow file."""
    return templates.text("ci.yml").rstrip("\n") + "\n" + "".join(_job(job) for job in JOBS)


def _job(job: Job) -> str:
    matrix = SETUP_PYTHON in job.uses
    lines = [f"  {job.id}:", "    runs-on: ubuntu-24.04", "    timeout-minutes: 10"]
    lines += [f"    needs: [{', '.join(job.needs)}]"] if job.needs else []
    versions = ", ".join(f'"{version}"' for version in PYTHONS)
    lines += ["    strategy:", "      matrix:", f"        python: [{versions}]"] if matrix else []
    lines.append("    steps:")
    for action in job.uses:
        lines += [f"      - uses: {action}", "        with:"]
        lines.append("          persist-credentials: false" if action == CHECKOUT else "          python-version: ${{ matrix.python }}")
    lines += [f"      - run: {command}" for command in job.runs]
    return "\n".join(lines) + "\n"


def ci_content() -> dict[str, Any]:
    """Return the content of a CIPipeline artifact, with claims."""
    jobs = [
        {
            "id": job.id,
            "needs": list(job.needs),
            "uses": [action.split(" ")[0] for action in job.uses],
            "runs": list(job.runs),
            "purpose": rule_says(job.rule),
        }
        for job in JOBS
    ]
    return {
        "path": WORKFLOW_PATH,
        "triggers": ["pull_request", "push"],
        "pythons": list(PYTHONS),
        "permissions": ["contents: read"],
        "policy": [rule_says("build.ci.pinned"), rule_says("build.ci.permissions")],
        "jobs": jobs,
    }


def infra_content(files: Mapping[str, str]) -> dict[str, Any]:
    """Return the content of an InfraModules artifact for these files, with claims. Raises KeyError for a missing file."""
    return {
        "modules": [{"name": name, "path": path, "lines": len(files[path].splitlines()), "purpose": rule_says(rule)} for name, path, rule in MODULES]
    }
