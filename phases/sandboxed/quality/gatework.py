"""How a guard of qa or aesthetic turns stored tool reports into metrics: newest of the phase, and only of the newest commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from phases.sandboxed.context import Context
from phases.sandboxed.figures import Figure
from phases.sandboxed.product.judging import commit_of, metric_for, newest_bundle, stored_report

Report = Mapping[str, Any]


class Reports:
    """The stored reports that a guard judges; each is read once."""

    def __init__(self, ctx: Context):
        bundle = newest_bundle(ctx)
        self._ctx, self._commit = ctx, commit_of(bundle) if bundle else None
        self._known: dict[str, dict[str, Any] | None] = {}

    def of(self, tool: str) -> dict[str, Any] | None:
        """Return the newest stored report of a tool in this phase, or None."""
        if tool not in self._known:
            self._known[tool] = stored_report(self._ctx, tool)
        return self._known[tool]

    def metric(self, figure: Figure) -> dict[str, Any]:
        """Return a metric from a report; not evaluable when that is missing, broken or about another commit, or looked at nothing."""
        return metric_for(self.of(figure.tool), self._commit, figure)

    def metrics(self, figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
        """Return several metrics by name."""
        return {figure.metric: self.metric(figure) for figure in figures}

    def value(self, figure: Figure) -> float | None:
        """Return the number alone, None where it is not evaluable."""
        found = self.metric(figure)["value"]
        return None if found is None else float(found)

    def trouble(self, *tools: str) -> list[dict[str, Any]]:
        """Return a finding for every report that is missing, broken, or about another commit."""
        found = []
        for tool in tools:
            report = self.of(tool)
            if report is None:
                found.append(f"{tool} left no report")
            elif report["outcome"] != "ok":
                found.append(f"{tool}: {report['error']}")
            elif report["data"].get("commit") != self._commit:
                found.append(f"{tool}: its report is about commit {report['data'].get('commit')}, the newest is {self._commit}")
        return [finding(message) for message in found]


def finding(message: str, *, fix: str = "", severity: str = "high", artifact: str = "") -> dict[str, Any]:
    """Return one finding of a guard report."""
    more = {key: value for key, value in (("fix", fix), ("artifact", artifact)) if value}
    return {"severity": severity, "message": message[:500], **more}


def listed(report: Report | None, name: str) -> Iterable[Mapping[str, Any]]:
    """Return a list of a report's data, empty when there is none."""
    return report["data"].get(name, ()) if report is not None else ()
