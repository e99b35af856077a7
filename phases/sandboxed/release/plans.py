"""Deployment, rollback and canary plans: steps that name the repository's own files, commands and paths, and figures with formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from phases.sandboxed.planning.claims import rule_says
from phases.sandboxed.product.running import TEST_COMMAND
from phases.sandboxed.release.history import VERSION

HEALTH = "curl --fail --silent http://127.0.0.1:8000/healthz"
COMPOSE = "deploy/compose.yaml"
UNIT = "deploy/app.service"
DATABASE = "data.sqlite3"
VOLUME = "/var/lib/app"
CANARY_SHARE_PERCENT = 10
ERROR_MARGIN = 0.01
NOISE_MS = 50
SLOWER = 2
HEALTH_SLOWER = 10
HEALTH_LIMIT_MS = 1000

Files = Sequence[str]


def deployment(files: Files) -> dict[str, Any]:
    """Return the content of DeploymentPlan, with claims, for a repository with these files."""
    start = f"python -m app --host 127.0.0.1 --port 8000 --database {DATABASE}"
    return {
        "version": VERSION,
        "environments": _environments(files),
        "settings": [
            {"option": "--host", "default": "127.0.0.1", "meaning": "address to listen on"},
            {"option": "--port", "default": "8000", "meaning": "port to listen on; 0 picks a free one"},
            {"option": "--database", "default": DATABASE, "meaning": "the SQLite file, made where it is missing"},
        ],
        "steps": _steps(files, start),
        "health": {"path": "/healthz", "expect": 200, "command": HEALTH},
        "data": {"where": DATABASE, "backup": rule_says("release.data.backup")},
    }


def _environments(files: Files) -> list[dict[str, Any]]:
    known = (
        ("container", "release.environment.container", ["Dockerfile", COMPOSE]),
        ("service", "release.environment.service", [UNIT]),
        ("local", "release.environment.local", ["app/__main__.py"]),
    )
    return [{"name": name, "how": rule_says(rule), "files": needed} for name, rule, needed in known if set(needed) <= set(files)]


def _steps(files: Files, start: str) -> list[dict[str, Any]]:
    steps = [
        ("Check the version", ["cat VERSION"], ["VERSION"], "release.expect.version"),
        ("Run the suite", [" ".join(TEST_COMMAND)], ["tests/__init__.py"], "release.expect.tests"),
        ("Copy the data of an older version", *_copy(files, "before"), "release.expect.backup"),
    ]
    if {"Dockerfile", COMPOSE} <= set(files):
        steps += [
            ("Build the image", [f"docker build --tag app:{VERSION} --file Dockerfile ."], ["Dockerfile"], "release.expect.image"),
            ("Start the service", [f"docker compose --file {COMPOSE} up --detach"], [COMPOSE], "release.expect.start"),
        ]
    else:
        steps.append(("Start the service", [start], ["app/__main__.py"], "release.expect.start"))
    steps += [
        ("Ask for health", [HEALTH], [], "release.expect.health"),
        ("Ask for the contract", ["curl --fail --silent http://127.0.0.1:8000/openapi.json"], ["openapi.json"], "release.expect.contract"),
    ]
    return _numbered("D", steps)


def _stop(files: Files) -> str:
    return f"docker compose --file {COMPOSE} stop app" if COMPOSE in files else "systemctl stop app"


def _copy(files: Files, when: str) -> tuple[list[str], list[str]]:
    """Return the commands that stop the service and copy its data, and the files that they need; in a container the data is in the volume."""
    if COMPOSE in files:
        return [_stop(files), f"docker compose --file {COMPOSE} cp app:{VOLUME} backup-{when}-{VERSION}"], [COMPOSE]
    return [_stop(files), f"cp {DATABASE} {DATABASE}-{when}-{VERSION}"], []


def _restore(files: Files) -> tuple[list[str], list[str]]:
    """Return the commands that make the data what they were before the upgrade, and the files that they need."""
    if COMPOSE in files:
        return [f"docker compose --file {COMPOSE} cp backup-before-{VERSION}/. app:{VOLUME}"], [COMPOSE]
    return [f"cp {DATABASE}-before-{VERSION} {DATABASE}"], []


def rollback(files: Files, previous: str, rehearsal: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the content of RollbackPlan, with claims; `previous` is the commit that it returns to."""
    stop = _stop(files)
    again = (
        [f"docker compose --file {COMPOSE} up --build --detach"]
        if COMPOSE in files
        else [f"python -m app --host 127.0.0.1 --port 8000 --database {DATABASE}"]
    )
    steps = [
        ("Stop the release", [stop], [COMPOSE] if COMPOSE in files else [], "release.expect.stop"),
        ("Copy the data", *_copy(files, "after"), "release.expect.backup"),
        ("Take the version before", [f"git switch --detach {previous}"], [], "release.expect.previous"),
        ("Put the copy back, if the release has migrations that this version lacks", *_restore(files), "release.expect.restore"),
        ("Start it on the same data", again, ["app/__main__.py"], "release.expect.return"),
        ("Ask for health", [HEALTH], [], "release.expect.health"),
    ]
    return {
        "version": VERSION,
        "returns_to": previous,
        "triggers": [rule_says(f"release.trigger.{name}") for name in ("health", "errors", "data")],
        "steps": _numbered("R", steps),
        "rehearsal": _rehearsed(rehearsal),
    }


def _rehearsed(report: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return what tool.release.rollback did, None when it did not run to its end."""
    if report is None or report["outcome"] != "ok":
        return None
    data = report["data"]
    return {
        "commit": data["commit"],
        "previous": data["previous"],
        "passed": data["rollback"],
        "rows_written": data["rows_written"],
        "rows_kept": data["rows_kept_back"],
        "next_migration": data["next_migration"],
        "rows_kept_migrated": data["rows_kept_migrated"],
        "rows_restored": data["rows_restored"],
        "steps": data["steps"],
    }


def _numbered(letter: str, steps: Sequence[tuple[str, list[str], list[str], str]]) -> list[dict[str, Any]]:
    return [
        {"id": f"{letter}-{number:02d}", "title": title, "commands": commands, "files": files, "expect": rule_says(rule)}
        for number, (title, commands, files, rule) in enumerate(steps, start=1)
    ]


def thresholds(baseline: Mapping[str, Any] | None) -> list[tuple[float | None, float | None]]:
    """Return (baseline, threshold) of error share, p95 latency (ms) and health latency (ms); None where nothing was measured."""
    if baseline is None or baseline["outcome"] != "ok":
        return [(None, None)] * 3
    errors, p95 = baseline["data"]["error_share"], baseline["measured"]["p95_ms"]
    health = baseline["measured"]["endpoints"]["GET /healthz"]["p95_ms"]
    return [
        (errors, round(errors + ERROR_MARGIN, 6)),
        (p95, round(SLOWER * p95 + NOISE_MS, 3)),
        (health, round(min(HEALTH_SLOWER * health + NOISE_MS, HEALTH_LIMIT_MS), 3)),
    ]


def canary(baseline: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the content of CanaryRules, with claims; figures only from a report of tool.release.baseline."""
    signals = (
        ("error_share", "share of answers with status 500 or more in the access log", f"baseline + {ERROR_MARGIN:g}", "errors", "share", "roll back"),
        ("p95_latency", "p95 over all requests, by nearest rank", f"{SLOWER} × baseline + {NOISE_MS} ms", "latency", "ms", "hold"),
        (
            "health_latency",
            "p95 of GET /healthz, by nearest rank",
            f"min({HEALTH_SLOWER} × baseline + {NOISE_MS} ms, {HEALTH_LIMIT_MS} ms)",
            "health",
            "ms",
            "roll back",
        ),
    )
    figures = thresholds(baseline)
    measured = baseline is not None and baseline["outcome"] == "ok"
    about = (
        {"commit": baseline["data"]["commit"], "tool": baseline["tool"], "requests": baseline["data"]["requests"]} if baseline and measured else None
    )
    return {
        "version": VERSION,
        "share_percent": CANARY_SHARE_PERCENT,
        "rules": [
            {
                "id": f"CAN-{number:02d}",
                "signal": name,
                "source": source,
                "formula": formula,
                "why": rule_says(f"release.canary.{rule}"),
                "baseline": was,
                "threshold": limit,
                "unit": unit,
                "action": action,
            }
            for number, ((name, source, formula, rule, unit, action), (was, limit)) in enumerate(zip(signals, figures, strict=True), start=1)
        ],
        "measured_on": about,
        "limits": [rule_says("release.canary.machine")],
    }
