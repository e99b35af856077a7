"""tool.code.secretScan: detect-secrets over every tracked file and every older version of a file in the history.

A planted key, outside the product, is scanned in the same run: if that one is not found, the scan is broken.
`pragma: allowlist` comments and skipped file kinds do not count: what is committed is looked at.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.security.findings import finding, ordered
from phases.sandboxed.security.scanning import Product, Scan, ToolBroken, producer, report, run_python, tail, version_of

ID, VERSION, ENGINE = "tool.code.secretScan", "1.0.0", "detect-secrets"
IGNORED_FILTERS = (
    "detect_secrets.filters.allowlist.is_line_allowlisted",
    "detect_secrets.filters.heuristic.is_lock_file",
    "detect_secrets.filters.heuristic.is_swagger_file",
)
CANARY = "canary/planted.py"
# the letters of a key that nobody was ever given, apart, so that no scanner takes this file for a leak
CANARY_KEY = "AKIA" + "Q3X7" + "PLANTED2" + "ZZ5K"
SHOWN = "python -m detect_secrets scan --no-verify (tracked files, history, planted key)"


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport; `secrets` counts the findings."""
    return report(ctx, ID, VERSION, _scan)


def _scan(ctx: Context, product: Product) -> Scan:
    current = [f"{product.path.name}/{name}" for name in product.files if (product.path / name).is_file()]
    past = _past_versions(product, ctx.workdir / "history")
    planted = ctx.workdir / CANARY
    planted.parent.mkdir()
    planted.write_text(f'KEY = "{CANARY_KEY}"\n', encoding="utf-8")
    options = [word for name in IGNORED_FILTERS for word in ("--disable-filter", name)]
    done = run_python(ctx, ["-m", "detect_secrets", "-c", "1", "scan", "--no-verify", *options, *current, *past, CANARY])
    made = producer(done, ENGINE, version_of(ENGINE), SHOWN)
    if done.exit_code:
        raise ToolBroken(f"detect-secrets ended with {done.exit_code}: {tail(done.stderr)}", [made])
    try:
        results = json.loads(done.stdout)["results"]
    except (ValueError, KeyError) as error:
        raise ToolBroken(f"detect-secrets gave no readable report: {error}", [made]) from None
    if not results.pop(CANARY, None):
        raise ToolBroken("detect-secrets did not find the planted key, so its silence about the product means nothing", [made])
    found = ordered(_finding(product, past, entry) for entries in results.values() for entry in entries)
    return Scan(
        producers=[made],
        data={"secrets": len(found), "files_scanned": len(current), "past_versions_scanned": len(past), "findings": found},
        measured={},
    )


def _past_versions(product: Product, folder: Path) -> dict[str, str]:
    """Write every blob of the history that HEAD no longer has; return its file (below the work folder) → its old name."""
    git = product.repository.git
    named = dict(line.split(" ", 1) for line in git("rev-list", "--objects", "--all").splitlines() if " " in line)
    standing = {line.split()[2] for line in git("ls-tree", "-r", "HEAD").splitlines()}
    gone = {oid: name for oid, name in named.items() if oid not in standing}
    kinds = git("cat-file", "--batch-check=%(objectname) %(objecttype)", input="\n".join(gone).encode()) if gone else ""
    versions: dict[str, str] = {}
    for oid, kind in (line.split() for line in kinds.splitlines()):
        if kind == "blob":
            target = folder / oid[:12] / Path(gone[oid]).name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(git("cat-file", "blob", oid), encoding="utf-8")
            versions[str(target.relative_to(folder.parent))] = gone[oid]
    return versions


def _finding(product: Product, past: dict[str, str], entry: dict[str, Any]) -> dict[str, Any]:
    path = entry["filename"]
    old = past.get(path)
    where = f"{old} (an older version, still in the history)" if old else path.removeprefix(f"{product.path.name}/")
    mark = hashlib.sha256(entry["hashed_secret"].encode()).hexdigest()[:12]
    return finding(
        ENGINE,
        entry["type"],
        "critical",
        f"{entry['type']} in the repository (fingerprint {mark})",
        file=where,
        line=entry["line_number"],
        fix="Revoke the secret, take it out of the file and of the history, and read it from the environment.",
    )
