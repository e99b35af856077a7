"""Budgets (the spec's `BudgetTracker`): four resources, reserved before a call and settled after it, by phase and by run.

`usage` of a phase and of a run: {"used": {resource: amount}, "reserved": {task id: {resource: amount}}, "alerted": [resource]}.
What a vanished worker had reserved is charged in full: nobody knows what it spent. So a budget is never overshot by more than
what one call in flight takes beyond its own reservation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runs.contracts import RESOURCES
from runs.models import Phase, Run
from runs.transitions import Step

ALERT_SHARE = 0.80
DIGITS = 9


@dataclass(frozen=True, kw_only=True)
class BudgetDecision:
    """Whether an amount fits. `exceeded` names the resources that do not, `alerts` those that pass 80 % with it."""

    exceeded: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.exceeded


def committed(usage: Mapping[str, Any] | None, resource: str) -> float:
    """Return what is used and reserved of a resource."""
    usage = usage or {}
    held = sum(amounts.get(resource, 0) for amounts in usage.get("reserved", {}).values())
    return usage.get("used", {}).get(resource, 0) + held


def decide(budgets: Mapping[str, float], usage: Mapping[str, Any] | None, amounts: Mapping[str, float]) -> BudgetDecision:
    """Decide whether `amounts` still fit; a resource without a budget is not limited."""
    exceeded, alerts = [], []
    for resource, amount in sorted(amounts.items()):
        limit = budgets.get(resource)
        if limit is None or not amount:
            continue
        total = committed(usage, resource) + amount
        if total > limit + 10**-DIGITS:
            exceeded.append(resource)
        elif total >= ALERT_SHARE * limit and resource not in (usage or {}).get("alerted", ()):
            alerts.append(resource)
    return BudgetDecision(exceeded=tuple(exceeded), alerts=tuple(alerts))


def reserve(current: Step, phase: Phase, task_id: str, amounts: Mapping[str, float]) -> BudgetDecision:
    """Reserve amounts for a task in its phase and its run; tell budget.alert and budget.exceeded. The caller refuses what does not fit."""
    run = current.run
    of_phase, of_run = decide(phase.budgets, phase.usage, amounts), decide(run.budgets, run.usage, amounts)
    for scope, decision, limits in (("phase", of_phase, phase.budgets), ("run", of_run, run.budgets)):
        for resource in decision.exceeded:
            current.emit(
                "budget.exceeded",
                phase=phase.name,
                scope=scope,
                resource=resource,
                limit=limits[resource],
                asked=amounts[resource],
                committed=committed(phase.usage if scope == "phase" else run.usage, resource),
            )
    if not (of_phase.fits and of_run.fits):
        return BudgetDecision(exceeded=tuple(sorted({*of_phase.exceeded, *of_run.exceeded})))
    for scope, decision, limits in (("phase", of_phase, phase.budgets), ("run", of_run, run.budgets)):
        for resource in decision.alerts:
            current.emit("budget.alert", phase=phase.name, scope=scope, resource=resource, limit=limits[resource], share=ALERT_SHARE)
    _keep(current, phase, _reserved(phase.usage, task_id, amounts, of_phase.alerts), _reserved(run.usage, task_id, amounts, of_run.alerts))
    return BudgetDecision(alerts=tuple(sorted({*of_phase.alerts, *of_run.alerts})))


def settle(current: Step, phase: Phase, task_id: str, reserved: Mapping[str, float], actual: Mapping[str, float]) -> dict[str, float]:
    """Turn one reservation of a task into what it really took; return the charge."""
    charge = {resource: round(float(actual.get(resource, reserved.get(resource, 0))), DIGITS) for resource in {*reserved, *actual}}
    _keep(current, phase, _settled(phase.usage, task_id, reserved, charge), _settled(current.run.usage, task_id, reserved, charge))
    return {resource: amount for resource, amount in sorted(charge.items()) if amount}


def settle_task(current: Step, phase_row: str, task_id: str, cost: Mapping[str, float]) -> dict[str, float]:
    """Charge what a finished task cost beside its calls, and whatever it still has reserved; return the charge."""
    unknown = set(cost) - set(RESOURCES)
    if unknown:
        raise ValueError(f"unknown resources {', '.join(sorted(unknown))}; known: {', '.join(RESOURCES)}")
    phase = lock_phase(phase_row)
    left = (phase.usage or {}).get("reserved", {}).get(str(task_id), {})
    actual = {resource: left.get(resource, 0) + cost.get(resource, 0) for resource in {*left, *cost}}
    return settle(current, phase, task_id, left, actual) if actual else {}


def lock_phase(phase_row: str) -> Phase:
    """Return the phase's row, locked after the run's, with what budgets need."""
    return Phase.objects.select_for_update(no_key=True).only("id", "name", "budgets", "usage").get(pk=phase_row)


def _keep(current: Step, phase: Phase, of_phase: dict[str, Any], of_run: dict[str, Any]) -> None:
    phase.usage = of_phase
    Phase.objects.filter(pk=phase.pk).update(usage=of_phase)
    current.change_run(usage=of_run)


def _reserved(usage: Mapping[str, Any] | None, task_id: str, amounts: Mapping[str, float], alerts: tuple[str, ...]) -> dict[str, Any]:
    usage = dict(usage or {})
    held = dict(usage.get("reserved", {}))
    mine = held.get(str(task_id), {})
    held[str(task_id)] = {resource: round(mine.get(resource, 0) + amounts.get(resource, 0), DIGITS) for resource in {*mine, *amounts}}
    return {**usage, "reserved": held, "alerted": sorted({*usage.get("alerted", ()), *alerts})}


def _settled(usage: Mapping[str, Any] | None, task_id: str, reserved: Mapping[str, float], charge: Mapping[str, float]) -> dict[str, Any]:
    usage = dict(usage or {})
    held = dict(usage.get("reserved", {}))
    mine = {resource: round(amount - reserved.get(resource, 0), DIGITS) for resource, amount in held.pop(str(task_id), {}).items()}
    if any(amount > 0 for amount in mine.values()):
        held[str(task_id)] = mine
    used = dict(usage.get("used", {}))
    for resource, amount in charge.items():
        used[resource] = round(used.get(resource, 0) + amount, DIGITS)
    return {**usage, "used": used, "reserved": held}


def run_usage(run: Run) -> dict[str, float]:
    """Return what a run has used by resource."""
    return dict((run.usage or {}).get("used", {}))
