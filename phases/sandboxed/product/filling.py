"""Which rows to send to a started product: each valid under the rules of the idea, and different from those before where a rule wants that.

Used by everything that fills a started product: journeys, visits, loads, the release's visitors.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from phases.sandboxed.author.business_rules import ACCOUNT, Rule
from phases.sandboxed.product.resources import Resource, resources_of
from phases.sandboxed.product.rules import MOMENTS, rules_about, rules_of
from phases.sandboxed.product.samples import alternative, apart_for, fitting, minutes_ahead, samples, varied, window
from phases.sandboxed.product.values import example


class Filling:
    """The rows for one started product. `now` is the product's present moment when the first of them is made."""

    def __init__(self, model: Any, now: datetime.datetime):
        self._model, self._now = model, now
        self._rules, self._samples = rules_of(model), samples(model, now)
        self._about = {resource.id: rules_about(model, resource) for resource in resources_of(model)}
        self._numbers: dict[str, Iterator[int]] = {id: itertools.count() for id in self._samples}

    def values(self, resource: Resource) -> dict[str, Any]:
        """Return the values of the next row of a resource, its references left out."""
        sample, number, places = self._samples[resource.id], next(self._numbers[resource.id]), self._places(resource)
        row = sample.row(number % places if places else number)
        # only moments run out of places; whatever else differs goes on doing so
        others = {name: varied(sample.values[name], step, number) for name, step in sample.steps.items() if step[0] != "minutes"}
        return {name: value for name, value in {**row, **others}.items() if value is not None}

    def _places(self, resource: Resource) -> int | None:
        """Return how many rows that have to lie apart find room in the time that the rules leave, None when the time is open."""
        sample = self._samples[resource.id]
        rules = self._about[resource.id]
        found = []
        for name, step in sample.steps.items():
            latest = window(rules, name)[1] if step[0] == "minutes" and sample.values[name] is not None else None
            if latest is not None:
                found.append(int((latest - minutes_ahead(sample.values[name], self._now)) // step[1]) + 1)
        return max(1, min(found)) if found else None

    def changed(self, resource: Resource, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return a row's values with another one for the field that people know it by, or for the first that can change."""
        plain = [field for field in resource.inputs if field.name in values and field.type not in ("reference", *MOMENTS)]
        chosen = next((field for field in plain if field.name == resource.caption), plain[0] if plain else None)
        if chosen is None:
            return dict(values)
        if chosen.type == "text":
            return {**values, chosen.name: f"{example(chosen, second=True)} {next(self._numbers[resource.id])}"}
        return {**values, **alternative(self._model, resource, chosen.name, self._now)}

    def apart(self, resource: Resource) -> frozenset[str]:
        """Return the reference fields that have to name a new row each time, because a rule counts the rows that refer to one."""
        references = {field.name for field in resource.inputs if field.references}
        return frozenset(references & {name for rule in self._rules if rule.entity == resource.id for name in _counted(rule)})

    def most(self, resource: Resource) -> int | None:
        """Return how many rows of a resource there may be at once by one account, None when no rule limits it.

        A limit for which the samples lie in different periods does not count.
        """
        rules, fields, apart = self._about[resource.id], {field.name: field for field in resource.inputs}, self.apart(resource)
        counted = [rule for rule in rules if rule.per in ("", ACCOUNT) and not apart_for(rule, fields, rules) and not apart & set(rule.scope)]
        limits = [count for rule in counted if (count := fitting(rule, rules, fields)) is not None]
        places = self._places(resource)
        return min([*limits, *([places] if places else [])], default=None)

    def in_each_others_way(self, resource: Resource) -> bool:
        """Tell whether rows that are left standing can keep others from being made or from taking their steps."""
        return self.most(resource) is not None or bool(self.queued(resource))

    def queued(self, resource: Resource) -> frozenset[str]:
        """Return the steps for which rows of a resource have to wait their turn."""
        return frozenset(rule.action for rule in self._rules if rule.kind == "queue" and rule.entity == resource.id)

    def unlimited(self, resource: Resource) -> bool:
        """Tell whether one account may make any number of rows, all with the same references."""
        return self.most(resource) is None and not self.apart(resource)


def _counted(rule: Rule) -> tuple[str, ...]:
    """Return the fields by whose values a rule counts or compares rows."""
    return {
        "capacity": (rule.reference,),
        "limit": (rule.per, *rule.scope),
        "total": (rule.per,),
        "no_overlap": rule.scope,
        "queue": rule.scope,
        "unique": rule.attributes,
    }.get(rule.kind, ())
