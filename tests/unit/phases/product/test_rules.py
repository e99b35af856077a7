"""Rules in the product's names, and what is refused before anything is written from it."""

from __future__ import annotations

import ast
import copy

import pytest

from phases.sandboxed.product.rules import UnknownName, exports_of, reports_of, rule_of, rules_of
from phases.sandboxed.product.stories.rule_features import rule_source
from tests.unit.phases.product.models import attribute, entity, model
from tests.unit.phases.product.rule_models import EXPORTS, RULES, booking_model, rule


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ({**RULES["bound"], "entity": "boat"}, "there is no entity 'boat'; known: room, booking"),
        (rule("bound", attribute="size", minimum=1), "attribute: booking has no attribute 'size'"),
        (rule("bound", attribute="title", minimum=1), "booking.title is of type text, which is none of integer, number"),
        (rule("lead", action="sail", attribute="starts_at", minimum=1), "booking has no step 'sail'; known: confirm, cancel, renew"),
        (rule("limit", maximum=1, ignored=["sunk"]), "booking is never 'sunk'; its states: asked, confirmed"),
        (rule("visibility", roles=["captain"]), "there is no actor 'captain'; known: member, manager"),
        (rule("capacity", reference="room", attribute="berths"), "room has no attribute 'berths'"),
    ],
)
def test_what_is_not_there_is_refused_by_its_name(entry, message):
    with pytest.raises(UnknownName, match=message.replace("(", r"\(")):
        rules_of(booking_model(entry))


def test_names_are_those_of_the_product():
    about = model(
        "Ships",
        entity(
            "boat",
            "Boats",
            attribute("Name of It", "text", required=True),
            states={"attribute": "state", "values": ["in", "out"], "initial": "in", "transitions": [{"from": "in", "to": "out", "action": "list"}]},
        ),
    )
    about["rules"] = [{"id": "r", "text": "x", "kind": "queue", "entity": "boat", "action": "list", "scope": ["Name of It"]}]
    # `list` is an operation of its own, so the step is called by where it leads
    assert (rule_of(about, "r").action, rule_of(about, "r").scope) == ("set-out", ("name_of_it",))
    with pytest.raises(UnknownName, match="no rule 'other'"):
        rule_of(about, "other")


def test_each_thing_is_exported_once():
    assert len(exports_of(booking_model(exports=(*EXPORTS, {**EXPORTS[0], "id": "export_2"})))) == 1


def test_a_sum_needs_something_to_be_summed():
    with pytest.raises(UnknownName, match="a sum needs an attribute"):
        reports_of(booking_model(reports=({"id": "report_1", "text": "x", "entity": "booking", "measure": "sum"},)))


HOSTILE = '''"""\n' + __import__("os").system("id") + \\ AND $x {y}'''


@pytest.mark.parametrize("name", [name for name in RULES if name != "required"])
def test_hostile_words_stay_words(name):
    entry = {**RULES[name], "text": HOSTILE, "id": 'rule" + x'}
    about = copy.deepcopy(booking_model(entry))
    states = about["entities"][1]["states"]
    states["values"] = [HOSTILE if state == "cancelled" else state for state in states["values"]]
    states["transitions"] = [{key: HOSTILE if value == "cancelled" else value for key, value in step.items()} for step in states["transitions"]]
    entry["ignored"] = [HOSTILE if state == "cancelled" else state for state in entry.get("ignored", [])]
    about["rules"] = [{key: value for key, value in entry.items() if value != []} | ({"scope": []} if entry.get("scope") == [] else {})]
    source = rule_source(about, rules_of(about)[0], "US-001")
    tree = ast.parse(source)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "__import__"]
