"""Tests of rules about the values of one row, and of those that set it apart from others."""

from __future__ import annotations

import math

from phases.sandboxed.product import samples
from phases.sandboxed.product.declaring import literal
from phases.sandboxed.product.rules import MOMENTS
from phases.sandboxed.product.stories.rule_bodies.benches import DAY, Bench, Body, Written, put_later
from phases.sandboxed.product.stories.rule_bodies.lines import (
    accepts,
    answers,
    keeps,
    makes,
    refuses,
    values_of,
)


def _required(bench: Bench) -> dict[str, Body | None]:
    name = bench.rule.attribute
    missing = [
        f"before = self.total({bench.id})",
        f'answer = self.send({bench.id}, without="{name}")',
        answers(422),
        f'self.assertIn("/{name}", [error["pointer"] for error in answer.json()["errors"]])',
        f"self.assertEqual(self.total({bench.id}), before)",
    ]
    return {"given": accepts(bench), "missing": missing}


def _unique(bench: Bench) -> dict[str, Body | None]:
    names = bench.rule.attributes
    partners = [name for pair in samples.pairs(bench.rules) if set(pair) & set(names) for name in pair]
    same, given = values_of("first", dict.fromkeys([*names, *partners])), bench.given(names)
    return {
        "other": [makes(bench, given), *accepts(bench)],
        "equal": [f"first = {makes(bench, given)}", *refuses(bench, 409, same)],
        "changed": [f"first = {makes(bench, given)}", f"second = {makes(bench)}", *keeps(bench, "second", 409, same)],
    }


def _bound(bench: Bench) -> dict[str, Body | None]:
    name, found = bench.rule.attribute, {}
    whole = bench.field(name).type == "integer"
    for inside, outside, limit, step, rounded in (
        ("lowest", "below", bench.rule.minimum, -1, math.ceil),
        ("highest", "above", bench.rule.maximum, 1, math.floor),
    ):
        if limit is not None:
            value = rounded(limit) if whole else limit
            found[inside] = accepts(bench, {name: literal(value)})
            found[outside] = refuses(bench, 422, {name: literal(value + step)}, pointer=name)
    return found


def _chronology(bench: Bench) -> dict[str, Body | None]:
    start, end = bench.rule.start, bench.rule.end
    same = literal(bench.first[start])
    earlier = put_later(f'row["{start}"]', -DAY) if bench.field(start).type in MOMENTS else f'row["{start}"] - 1'
    return {
        "after": accepts(bench),
        "same": refuses(bench, 422, {start: same, end: same}, pointer=end),
        "before": [f"row = {makes(bench)}", *keeps(bench, "row", 422, {end: earlier})],
    }


def _duration(bench: Bench) -> dict[str, Body | None]:
    start, end, found = bench.rule.start, bench.rule.end, {}
    begun, unit = literal(bench.first[start]), DAY if bench.dated(end) else 1
    for inside, outside, limit, step in (("shortest", "shorter", bench.rule.minimum, -unit), ("longest", "longer", bench.rule.maximum, unit)):
        if limit:
            found[inside] = accepts(bench, {start: begun, end: put_later(begun, limit)})
            found[outside] = refuses(bench, 422, {start: begun, end: put_later(begun, limit + step)}, pointer=end)
    return found


WRITTEN: Written = {
    "required": _required,
    "unique": _unique,
    "bound": _bound,
    "chronology": _chronology,
    "duration": _duration,
}
