"""The mutation check: what each rule's sealed checks are worth. Take the code of one rule away, and they must fail; with it, all pass."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from phases.sandboxed.product import parts
from phases.sandboxed.quality.sealed.running import BITING, Result, run_checks
from tests.evaluation.products import FEATURES, Files, Product, features_of, product_of, with_features, written

DECLARATIONS = "app/resources.py"
NO_CODE = "no code"


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A product without one rule: which rule, what was taken away, and the files that are left."""

    rule: Mapping[str, Any]
    taken: str
    files: Files


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table: a rule, its requirement, where it is kept, its sealed checks that bite, and those that failed without it."""

    idea: str
    rule: str
    kind: str
    text: str
    requirement: str
    path: str
    checks: tuple[str, ...]
    failed: tuple[str, ...]
    implied_by: str = ""

    @property
    def killed(self) -> bool:
        return bool(self.failed)

    @property
    def outcome(self) -> str:
        """What the table says: a rule that another one implies cannot be told from its absence, so its mutant is equal to the whole."""
        return "yes" if self.killed else f"equal: {self.implied_by} implies it" if self.implied_by else "NO"


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """The mutation check of one product: what the whole product came to, and a row a rule."""

    idea: str
    whole: Result
    rows: tuple[Row, ...]

    @property
    def survived(self) -> list[str]:
        return [row.rule for row in self.rows if not row.killed and not row.implied_by]


def mutants(product: Product) -> Iterator[Mutant]:
    """Yield the product without each of its rules. Where a rule has no code, nothing can be taken away, and the mutant will survive."""
    features = features_of(product.files)
    for rule in product.model["rules"]:
        if rule["kind"] == "statement":
            continue
        if rule["kind"] == "required":
            text = parts.whole(_optional(product.model, rule))[DECLARATIONS]
            yield Mutant(rule=rule, taken=f"{DECLARATIONS}: {rule['entity']}.{rule['attribute']}", files={**product.files, DECLARATIONS: text})
            continue
        if rule["id"] not in features:
            yield Mutant(rule=rule, taken=NO_CODE, files=product.files)
            continue
        left = {name: source for name, source in features.items() if name != rule["id"]}
        yield Mutant(rule=rule, taken=f"{FEATURES}/{rule['id']}.py", files=with_features(product.files, left))


def mutation(idea: str, model: Mapping[str, Any], folder: Path) -> Mutation:
    """Return the mutation check of a domain model's product; it is built, run and mutated below `folder`."""
    product = product_of(model)
    checks = product.sealed["checks"]
    whole = run_checks(checks, written(product.files, folder / "whole"), folder / "whole-stage")
    rows = []
    for mutant in mutants(product):
        own = [check for check in checks if check["rule"] == mutant.rule["id"] and check["case"] in BITING]
        place = folder / mutant.rule["id"]
        found = run_checks(own, written(mutant.files, place), folder / f"{mutant.rule['id']}-stage") if own else None
        rows.append(_row(idea, product, mutant, own, found))
    return Mutation(idea=idea, whole=whole, rows=tuple(rows))


def _row(idea: str, product: Product, mutant: Mutant, own: list[Mapping[str, Any]], found: Result | None) -> Row:
    # a mutant that does not even start would be killed by anything: that says nothing about its checks
    failed = [outcome.check["id"] for outcome in found.failures] if found is not None and found.boots else []
    requirements = sorted({check["requirement"] for check in own} - {""})
    return Row(
        idea=idea,
        rule=mutant.rule["id"],
        kind=mutant.rule["kind"],
        text=mutant.rule["text"],
        requirement=", ".join(requirements),
        path=mutant.taken,
        checks=tuple(check["id"] for check in own),
        failed=tuple(failed),
        implied_by=implied_by(product.model, mutant.rule),
    )


def implied_by(model: Mapping[str, Any], rule: Mapping[str, Any]) -> str:
    """Return the rule that makes this one superfluous: what takes some minutes at least ends after it begins. Empty when there is none."""
    if rule["kind"] != "chronology":
        return ""
    pair = (rule["entity"], rule["start"], rule["end"])
    longer = (other for other in model["rules"] if other["kind"] == "duration" and (other.get("minimum") or 0) > 0)
    return next((other["id"] for other in longer if (other["entity"], other["start"], other["end"]) == pair), "")


def _optional(model: Mapping[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """Return the model without a rule of kind `required`, its attribute optional."""
    changed = copy.deepcopy(dict(model))
    changed["rules"] = [entry for entry in changed["rules"] if entry["id"] != rule["id"]]
    for entity in changed["entities"]:
        for attribute in entity["attributes"]:
            if (entity["id"], attribute["name"]) == (rule["entity"], rule["attribute"]):
                attribute["required"] = False
    return changed
