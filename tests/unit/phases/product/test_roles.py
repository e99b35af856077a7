"""Who may do what, by the rules of the domain model."""

from __future__ import annotations

import math

from phases.sandboxed.product.roles import Roles
from tests.unit.phases.product.models import TODO
from tests.unit.phases.product.rule_models import RULES, booking_model


def test_without_rules_everybody_may_do_everything():
    roles = Roles(TODO)
    assert roles.names == ("user",)
    assert roles.may("user", "todo", "delete")
    assert roles.sees_all("user", "todo")


def test_an_access_rule_leaves_its_actions_to_its_roles():
    roles = Roles(booking_model(RULES["access"]))
    assert not roles.may("member", "booking", "create")
    assert roles.may("member", "booking", "update")
    assert roles.may("member", "room", "create")
    assert roles.doing("booking", "create") == roles.main == "manager"


def test_an_approval_leaves_its_step_to_its_roles():
    roles = Roles(booking_model(RULES["approval_above"]))
    assert [role for role in roles.names if roles.may(role, "booking", "confirm")] == ["manager"]


def test_whoever_sees_only_its_own_rows_comes_last():
    roles = Roles(booking_model(RULES["visibility"]))
    assert not roles.sees_all("member", "booking")
    assert roles.doing("booking", "view") == "manager"


def test_it_tells_up_to_which_amount_a_role_may_do_something():
    roles = Roles(booking_model(RULES["approval_above"]))
    assert roles.up_to("member", "booking", "confirm") == 100 and not roles.may("member", "booking", "confirm")
    assert roles.up_to("manager", "booking", "confirm") == math.inf and roles.may("manager", "booking", "confirm")
    assert Roles(booking_model(RULES["approval"])).up_to("member", "booking", "confirm") is None
