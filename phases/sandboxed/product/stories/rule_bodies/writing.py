"""The bodies of the acceptance tests of rules: for each case of `planning.rule_acceptance` the lines that carry it out over HTTP.

Moments are written as they are at `tests.examples.NOW`, the moment at which every test begins.
"""

from __future__ import annotations

import re
from typing import Any

from phases.sandboxed.author.business_rules import Rule
from phases.sandboxed.product import samples
from phases.sandboxed.product.examples import TEST_NOW
from phases.sandboxed.product.resources import resources_of
from phases.sandboxed.product.roles import Roles
from phases.sandboxed.product.rules import rules_about
from phases.sandboxed.product.stories.rule_bodies import people, places, sums, times, values
from phases.sandboxed.product.stories.rule_bodies.benches import Bench, Body

_NAMED = re.compile(r"(\s*)(\w+) = (self\.make\(.*)")
_WRITTEN = {**values.WRITTEN, **places.WRITTEN, **sums.WRITTEN, **people.WRITTEN, **times.WRITTEN}


def rule_bodies(model: Any, rule: Rule) -> dict[str, Body | None]:
    """Return the body of each case of a rule by the case's key."""
    resource = next(resource for resource in resources_of(model) if resource.id == rule.entity)
    bench = Bench(
        model=model,
        rule=rule,
        resource=resource,
        roles=Roles(model),
        rules=rules_about(model, resource),
        first=samples.sample(model, resource, TEST_NOW).values,
    )
    return {key: body and _without_unused(body) for key, body in _WRITTEN[rule.kind](bench).items()}


def _without_unused(body: Body) -> Body:
    """Return the lines without names for rows of which nothing more is said."""
    tidied = []
    for place, line in enumerate(body):
        made = _NAMED.fullmatch(line)
        rest = "\n".join([*body[:place], *body[place + 1 :]])
        used = made is None or re.search(rf'(?<!["\w]){made.group(2)}(?!["\w ])', rest.replace(f"{made.group(2)} = ", ""))
        tidied.append(line if made is None or used else made.group(1) + made.group(3))
    return tidied
