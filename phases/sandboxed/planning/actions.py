"""Which operations a product can offer, and how the verbs of an idea map to them. Used to cut stories and to trace them.

An operation is named by its action: the five of every resource, the transitions of its life cycle, and four over its list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.sandboxed.author.domain import Action
from phases.sandboxed.author.records import RECORD_MEANING
from phases.sandboxed.product.asked import DUE_PATH, report_path
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.rules import reports_of, rule_of, rules_of

EVERY = ("create", "list", "view", "update", "delete")
OVER_LISTS = ("search", "filter", "export", "report")
_SYNONYMS = {
    "create": "create add record register book submit post log enter upload write publish make schedule plan reserve order request "
    "save store collect capture note invite offer buy sell build keep manage organize organise maintain",
    "list": "list see browse show monitor watch follow",
    "view": "view read inspect display visit access",
    "update": "update edit change modify rename reschedule adjust correct set assign rate label tag categorize categorise prioritize prioritise move",
    "delete": "delete remove erase discard drop",
    "search": "search find look lookup query discover locate",
    "filter": "filter sort group select",
    "export": "export download print backup",
    "report": "report summarize summarise analyze analyse track count measure compare visualize visualise review calculate",
}
RULE = "rule"
DUE = "due"
# what the reading takes for the keeping of records can be done, whether or not it has a word of its own here
MEANING = {**RECORD_MEANING, **{verb: action for action, verbs in _SYNONYMS.items() for verb in verbs.split()}}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What an action of the domain model asks of the product: `action` is None when nothing here can do it."""

    index: int
    source: Action
    action: str | None


def read_action(index: int, action: Action, resource: Resource) -> Reading:
    """Return the operation that an action of the domain model asks for: a transition by its name first, then by meaning."""
    verb = action.verb.lower()
    for transition in resource.transitions:
        if verb == transition.action or verb == transition.action.split("-")[0]:
            return Reading(index=index, source=action, action=transition.action)
    return Reading(index=index, source=action, action=MEANING.get(verb))


def endpoint(resource: Resource, action: str) -> str:
    """Return the method and path of the contract that serves an action. Raises KeyError for an action of no operation."""
    base = f"/api/{resource.path}"
    simple = {
        "create": f"POST {base}",
        "list": f"GET {base}",
        "search": f"GET {base}",
        "filter": f"GET {base}",
        "export": f"GET {base}",
        "report": f"GET {base}",
        "view": f"GET {base}/{{id}}",
        "update": f"PUT {base}/{{id}}",
        "delete": f"DELETE {base}/{{id}}",
    }
    for transition in resource.transitions:
        simple.setdefault(transition.action, f"POST {base}/{{id}}/{transition.action}")
    return simple[action]


def operation_of(model: Any, story: Mapping[str, Any]) -> str:
    """Return the operation by which a story is walked: its own action, or for a rule the one at which it comes to bear."""
    if story["action"] != RULE:
        return str(story["action"])
    rule = rule_of(model, story["rule"])
    if rule.action:
        return rule.action
    if rule.actions:
        return rule.actions[0]
    return {"visibility": "list", "expiry": "view", "reminder": DUE}.get(rule.kind, "create")


def story_endpoint(model: Any, story: Mapping[str, Any]) -> str:
    """Return the method and path of the contract that serves a story. Raises KeyError for an action of no operation."""
    operation = operation_of(model, story)
    if operation == DUE:
        return f"GET {DUE_PATH}"
    resource = next(resource for resource in resources_of(model) if resource.id == story["entity"])
    if "report" in story:
        return f"GET {report_path(resource, story['report'])}"
    return endpoint(resource, operation)


def asked_endpoints(model: Any) -> set[str]:
    """Return the operations that the product offers because the idea asks for them: its reports, and the list of what is due."""
    resources = {resource.id: resource for resource in resources_of(model)}
    found = {f"GET {report_path(resources[report.entity], report.id)}" for report in reports_of(model)}
    return found | ({f"GET {DUE_PATH}"} if any(rule.kind == "reminder" for rule in rules_of(model)) else set())
