"""Budgets: reserved before, settled after, alert at 80 %, blocked at 100 %."""

import pytest

from runs import budgets
from runs.engine import claims
from runs.engine.work import ClaimedWork
from runs.errors import BudgetExceeded
from runs.models import Event, Phase, Run
from tests.support.factories import a_phase, a_run, a_task

pytestmark = pytest.mark.django_db


def work(phase_budget, run_budget=None):
    a_task(a_phase(a_run(budgets=run_budget or {}), budgets=phase_budget))
    return ClaimedWork(claims.claim(["agent"], "here:1"))


@pytest.mark.parametrize(
    ("used", "reserved", "asked", "exceeded", "alerts"),
    [
        (0, 0, 79, (), ()),
        (0, 0, 80, (), ("tokens",)),
        (50, 20, 10, (), ("tokens",)),
        (0, 0, 100, (), ("tokens",)),
        (0, 0, 101, ("tokens",), ()),
        (60, 40, 1, ("tokens",), ()),
    ],
)
def test_it_decides_by_used_and_reserved(used, reserved, asked, exceeded, alerts):
    usage = {"used": {"tokens": used}, "reserved": {"t": {"tokens": reserved}}}
    decision = budgets.decide({"tokens": 100}, usage, {"tokens": asked})
    assert (decision.exceeded, decision.alerts) == (exceeded, alerts)


def test_a_resource_without_a_budget_is_not_limited():
    assert budgets.decide({}, None, {"tokens": 10**9}).fits


def test_it_charges_what_the_call_really_took():
    held = work({"tools_minutes": 10}, {"tools_minutes": 100})
    with held.reservation(tools_minutes=5) as charge:
        assert budgets.committed(Phase.objects.get().usage, "tools_minutes") == 5
        charge.settle(tools_minutes=1.5)
    assert Phase.objects.get().usage["used"] == {"tools_minutes": 1.5}
    assert Run.objects.get().usage == {"used": {"tools_minutes": 1.5}, "reserved": {}, "alerted": []}


def test_it_refuses_before_the_call_and_says_so_once():
    held = work({"tokens": 100})
    with pytest.raises(BudgetExceeded, match="tokens"), held.reservation(tokens=101):
        pytest.fail("the call must not be made")
    told = Event.objects.get(event_type="budget.exceeded").payload
    assert (told["scope"], told["limit"], told["asked"]) == ("phase", 100, 101)
    assert Phase.objects.get().usage in (None, {})


def test_the_run_has_a_budget_of_its_own():
    held = work({"tokens": 100}, {"tokens": 50})
    with pytest.raises(BudgetExceeded), held.reservation(tokens=60):
        pytest.fail("the call must not be made")
    assert Event.objects.get(event_type="budget.exceeded").payload["scope"] == "run"


def test_the_alert_comes_once():
    held = work({"tokens": 100})
    for amount in (80, 5, 5):
        with held.reservation(tokens=amount):
            pass
    assert Event.objects.filter(event_type="budget.alert").count() == 1


def test_a_call_that_raises_is_charged_as_reserved():
    held = work({"tokens": 100})
    with pytest.raises(RuntimeError), held.reservation(tokens=30):
        raise RuntimeError("the provider hung up")
    assert Phase.objects.get().usage["used"] == {"tokens": 30}


def test_an_unknown_resource_is_refused():
    with pytest.raises(ValueError, match="coffee"), work({}).reservation(coffee=1):
        pytest.fail("the call must not be made")
