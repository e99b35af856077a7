"""The non-functional requirements that qa measures: what the NFRs artifact asks for, and whether a measured value keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure

USUAL_USERS = 5
MOST_USERS = 50
_USERS = re.compile(r"\b(\d+) users at once")
# which report holds the value of which metric, and where; metrics of other phases' reports are not judged here
MEASURED = {
    figure.metric: figure
    for figure in (
        Figure(metric="p95_latency_ms", tool="tool.qa.performance", unit="ms", over=("/measured/crowd/requests",)),
        Figure(metric="error_rate", tool="tool.qa.load", unit="share", over=("/measured/requests",)),
        Figure(metric="startup_s", tool="tool.qa.e2e", unit="s"),
        Figure(
            metric="accessibility_violations", name="a11y_violations", tool="tool.qa.accessibility", unit="violations", over=("/data/pages_count",)
        ),
        Figure(metric="line_coverage", name="percent", tool="tool.qa.coverage", unit="percent", over=("/data/lines", "/data/tests")),
        Figure(metric="tests_passed", name="pass_share", tool="tool.qa.unitTests", unit="share", over=("/data/tests",)),
    )
}
REPORTS = frozenset({"TestReports", "CoverageReport", "PerfReport", "A11yAudit", "CompatibilityReport"})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One requirement, the value measured for it (None: not measured), and whether it is kept (None: unknown)."""

    id: str
    metric: str
    operator: str
    bound: float
    unit: str
    value: float | None

    @property
    def met(self) -> bool | None:
        if self.value is None:
            return None
        return {"<=": self.value <= self.bound, ">=": self.value >= self.bound, "==": self.value == self.bound}[self.operator]


def users_at_once(ctx: Context) -> int:
    """Return how many clients the requirements name for the load, USUAL_USERS when they name none."""
    for nfr in (ctx.find("NFRs") or {"nfrs": []})["nfrs"]:
        found = _USERS.search(nfr["condition"])
        if found:
            return max(1, min(int(found[1]), MOST_USERS))
    return USUAL_USERS


def verdicts(nfrs: Mapping[str, Any] | None, values: Mapping[str, float | None]) -> list[Verdict]:
    """Return a verdict on every requirement that qa has to measure; `values` by metric name."""
    return [
        Verdict(id=nfr["id"], metric=nfr["metric"], operator=nfr["operator"], bound=nfr["value"], unit=nfr["unit"], value=values.get(nfr["metric"]))
        for nfr in (nfrs or {"nfrs": []})["nfrs"]
        if nfr["report"] in REPORTS
    ]
