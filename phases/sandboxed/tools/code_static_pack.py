"""tool.code.staticPack: bandit over every tracked Python file, `# nosec` ignored, its ranks weighed by a written rule.

A planted weakness is scanned in the same run; a file that bandit cannot parse breaks the scan, because nobody looked at it.
"""

from __future__ import annotations

import json
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.security.findings import counts, finding, ordered
from phases.sandboxed.security.scanning import Product, Scan, ToolBroken, producer, report, run_python, tail, version_of

ID, VERSION, ENGINE = "tool.code.staticPack", "1.0.0", "bandit"
SHOWN = "python -m bandit -q -f json --exit-zero --ignore-nosec (every tracked Python file, planted weakness)"
CANARY = "canary/planted.py"
# rule sast.severity.critical: tests whose weakness lets outside input run as code or as SQL
INJECTIONS = {"B102", "B301", "B302", "B307", "B506", "B602", "B604", "B605", "B608", "B609", "B610", "B611", "B614", "B701"}
CONFIDENT = {"MEDIUM", "HIGH"}


def run(ctx: Context) -> dict[str, Any]:
    """Return the ToolReport; `critical_sast`, `high_sast`, `medium_sast`, `low_sast` count by the written rule."""
    return report(ctx, ID, VERSION, _scan)


def severity(test_id: str, rank: str, confidence: str) -> str:
    """Return the severity that the rules sast.severity.* give to a finding of bandit."""
    sure = confidence in CONFIDENT
    if test_id in INJECTIONS:
        return "critical" if sure else "high"
    if rank == "HIGH":
        return "high"
    if rank == "MEDIUM":
        return "medium" if sure else "low"
    return "low"


def _scan(ctx: Context, product: Product) -> Scan:
    files = product.named(".py")
    planted = ctx.workdir / CANARY
    planted.parent.mkdir()
    planted.write_text("eval(input())\n", encoding="utf-8")
    done = run_python(
        ctx, ["-m", "bandit", "-q", "-f", "json", "--exit-zero", "--ignore-nosec", *(f"{product.path.name}/{name}" for name in files), CANARY]
    )
    made = producer(done, ENGINE, version_of(ENGINE), SHOWN)
    if done.exit_code:
        raise ToolBroken(f"bandit ended with {done.exit_code}: {tail(done.stderr)}", [made])
    try:
        told = json.loads(done.stdout)
        errors, results, metrics = told["errors"], told["results"], told["metrics"]
    except (ValueError, KeyError) as error:
        raise ToolBroken(f"bandit gave no readable report: {error}", [made]) from None
    if errors:
        raise ToolBroken(f"bandit could not look at {errors[0].get('filename')}: {errors[0].get('reason')}", [made])
    if not any(entry["filename"].endswith(CANARY) for entry in results):
        raise ToolBroken("bandit did not find the planted weakness, so its silence about the product means nothing", [made])
    looked_at = {name.removeprefix("./") for name in metrics} - {"_totals", CANARY}
    if len(looked_at) != len(files):
        raise ToolBroken(f"bandit read {len(looked_at)} of {len(files)} Python files", [made])
    found = ordered(_finding(product, entry) for entry in results if not entry["filename"].endswith(CANARY))
    total = counts(found)
    return Scan(
        producers=[made],
        data={"files_scanned": len(files), **{f"{rank}_sast": total[rank] for rank in ("critical", "high", "medium", "low")}, "findings": found},
        measured={},
    )


def _finding(product: Product, entry: dict[str, Any]) -> dict[str, Any]:
    name = entry["filename"].removeprefix("./").removeprefix(f"{product.path.name}/")
    weight = severity(entry["test_id"], entry["issue_severity"], entry["issue_confidence"])
    return finding(ENGINE, entry["test_id"], weight, entry["issue_text"], file=name, line=entry["line_number"], fix=f"See {entry['more_info']}")
