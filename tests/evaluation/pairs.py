"""Rules in each other's way: products for pairs of rules of one entity, whose own tests must pass together. No part of the suite: it takes long.

`python -m tests.evaluation.pairs` tries all pairs of `rule_models.RULES`, with names only those in which one of them is. Prints what failed.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.unit.phases.product.rule_benches import product_in, run_tests, stories_of
from tests.unit.phases.product.rule_models import RULES, booking_model

# pairs of which one leaves the other no room: no rows could keep both, and no test could show it
CONTRADICTORY = {
    frozenset({"unique", "limit_value"}): "two rows of one title, and never two rows of one title",
    frozenset({"capacity_large", "total"}): "250 rows in a room where all have 40 people together",
    frozenset({"unique_number", "total"}): "rows of one room differ in their people, which are as few as can be",
}


def pairs(*names: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of rules of different kinds, and of limits among each other, that do not contradict; with names those that have one of them."""
    for first, second in itertools.combinations(RULES, 2):
        same = RULES[first]["kind"] == RULES[second]["kind"]
        if frozenset({first, second}) in CONTRADICTORY or (same and RULES[first]["kind"] not in ("limit", "total")):
            continue
        if not names or {first, second} & set(names):
            yield first, second


def failures(pair: tuple[str, ...], folder: Path) -> list[str]:
    """Return which of its own tests fail in a product that keeps these rules together."""
    rules = [{**RULES[name], "id": f"rule_{number}", "text": f"Rule {number} of kind {name}"} for number, name in enumerate(pair, 1)]
    model = booking_model(*rules)
    outcome = run_tests(product_in(folder / "product", model, stories_of(model)))
    return [f"{failure['test']}: {failure['message'].splitlines()[-1][:200]}" for failure in outcome["failures"]]


def main(*names: str) -> int:
    """Try the pairs; return how many have failures."""
    bad = 0
    for pair in pairs(*names):
        with tempfile.TemporaryDirectory() as folder:
            found = failures(pair, Path(folder))
        bad += bool(found)
        for line in found[:3]:
            print(" + ".join(pair), line, flush=True)
    print(f"{bad} pairs in each other's way")
    return bad


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) > 0)
