"""The parts of the evaluation: each measures, prints its table, and returns what the JSON file holds and whether all is well."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.evaluation import ideas, likeness, models, planted, reading, runs
from tests.evaluation.defects import DEFECTS
from tests.evaluation.mutation import Mutation, mutation
from tests.evaluation.products import Product, product_of
from tests.evaluation.tables import table
from tests.support.ideas import holds, stated

Say = Callable[[str], None]
UNKNOWN = "–"


@dataclass(kw_only=True)
class Evaluation:
    """What the parts share: a folder to work in, the ideas, what is expected of them (by the name of the file), and what was made of them so far."""

    folder: Path
    ideas: Mapping[str, Path]
    judged: Mapping[str, Mapping[str, Path]]
    say: Say
    expected: Mapping[str, Any] = field(default_factory=dict)
    verdicts: Mapping[str, Any] = field(default_factory=dict)
    whole: bool = False
    # when no further judgement is begun, by the monotonic clock
    until: float = math.inf
    plans: dict[str, reading.Plan] = field(default_factory=dict)

    def out_of_time(self) -> bool:
        """Tell whether the time that was given is used up."""
        return time.monotonic() > self.until

    def plan(self, name: str) -> reading.Plan:
        """Return what the first phases, or the whole run that was done before, made of an idea."""
        if name not in self.plans:
            self.plans[name] = reading.planned(ideas.read(self.ideas[name]), self.folder / "plans" / name)
        return self.plans[name]

    def models(self) -> dict[str, Mapping[str, Any]]:
        """Return the domain models to evaluate: those of the ideas, or our own where there are no ideas."""
        return {name: self.plan(name).model for name in self.ideas} or dict(models.MODELS)


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one part found: how many things it evaluated, whether all were as they should be, and the figures."""

    number: int
    right: bool
    data: Any

    @property
    def fine(self) -> bool:
        """Whether it is as it should be; where nothing was evaluated, nobody can say so."""
        return self.number > 0 and self.right

    @property
    def outcome(self) -> str:
        """The same in words."""
        return "NOT evaluable, there was nothing to evaluate" if self.number < 1 else "as it should be" if self.right else "NOT as it should be"


def whole_runs(evaluation: Evaluation) -> Part:
    """Run every idea by the real engine."""
    var = evaluation.folder / "var"
    var.mkdir()
    # the embedded PostgreSQL works under an account of its own, which has to pass through
    var.chmod(0o711)
    found = []
    for name, file in evaluation.ideas.items():
        ran = runs.run(name, file, var)
        found.append(ran)
        if ran.artifacts.keys() >= set(runs.WANTED):
            evaluation.plans[name] = reading.Plan(model=ran.artifacts["DomainModel"], prd=ran.artifacts["PRD"])
        evaluation.say(f"{name}: {ran.status}, {ran.whole_seconds:g} s")
    phases = list(dict.fromkeys(phase for ran in found for phase in ran.seconds))
    rows = [[ran.idea, ran.fine, ran.status, ran.whole_seconds, *(ran.seconds.get(phase, "–") for phase in phases)] for ran in found]
    evaluation.say(table("Whole runs, seconds in all and a phase", ["idea", "fine", "ended", "in all", *phases], rows))
    for ran in found:
        for reason in (*ran.reasons, *ran.faults):
            evaluation.say(f"{ran.idea}: {reason}")
    return Part(number=len(found), right=all(ran.fine for ran in found), data=[_without_artifacts(ran) for ran in found])


def rules(evaluation: Evaluation) -> Part:
    """Hold what was found in every idea to what its author says is in it."""
    rows = [[name, *_count(evaluation.plan(name), evaluation.expected.get(file.name))] for name, file in evaluation.ideas.items()]
    heads = ["idea", "checkable", "statements", "things", "actors", "expected", "missed", "not asked for"]
    evaluation.say(table("Rules found", heads, rows))
    held = [row for row in rows if row[5] != UNKNOWN]
    return Part(number=len(held), right=not any(row[6] or row[7] for row in held), data=[dict(zip(heads, row, strict=True)) for row in rows])


def mutations(evaluation: Evaluation) -> Part:
    """Take the code of every rule of every product away; its sealed checks must fail."""
    found = []
    for name, model in evaluation.models().items():
        one = mutation(name, model, evaluation.folder / "mutation" / name)
        killed, failed = sum(row.killed for row in one.rows), len(one.whole.failures)
        evaluation.say(
            f"{name}: {killed} of {len(one.rows)} mutants killed; {len(one.whole.outcomes)} sealed checks, {failed} failed on the whole product"
        )
        found.append(one)
    heads = ["idea", "rule", "kind", "requirement", "kept by", "sealed checks", "killed"]
    rows = [[row.idea, row.rule, row.kind, row.requirement, row.path, row.checks, row.outcome] for one in found for row in one.rows]
    evaluation.say(table("Mutation check: each rule without its code", heads, rows))
    broken = [[one.idea, outcome.check["id"], outcome.outcome, outcome.message] for one in found for outcome in one.whole.failures]
    evaluation.say(table("Sealed checks that fail on the whole product", ["idea", "check", "outcome", "message"], broken))
    killed, survived = sum(row.killed for one in found for row in one.rows), [rule for one in found for rule in one.survived]
    total, unchecked = sum(len(one.whole.outcomes) for one in found), [one.idea for one in found if not one.whole.outcomes]
    equal = len(rows) - killed - len(survived)
    evaluation.say(f"{killed} of {len(rows)} mutants killed, {equal} equal, {len(survived)} survived; {total} sealed checks, {len(broken)} failed")
    return Part(number=len(rows), right=not (survived or broken or unchecked), data=[_of_mutation(one) for one in found])


def alike(evaluation: Evaluation) -> Part:
    """Compare the requirements of all ideas pairwise."""
    pairs = likeness.pairwise({name: likeness.prose(evaluation.plan(name).prd) for name in evaluation.ideas})
    title = f"Likeness of requirements (common word 5-grams), the ten most alike; at most {likeness.MOST} is wanted"
    evaluation.say(table(title, ["likeness", "idea", "idea"], pairs[:10]))
    return Part(number=len(pairs), right=all(pair[0] <= likeness.MOST for pair in pairs), data=[list(pair) for pair in pairs])


def defects(evaluation: Evaluation) -> Part:
    """Plant every defect into one product; have products without any judged too. What there was no time for is said, and is not as it should be."""
    products = {name: product_of(model) for name, model in models.MODELS.items()}
    host = next(iter(products))
    caught, late = _caught(evaluation, products[host])
    rows = [[one.defect, one.phase, one.rubric, one.caught, one.tripped] for one in caught]
    evaluation.say(table(f"Planted defects in {host}", ["defect", "gate", "rubric", "caught", "all that stood in the way"], rows))
    alarms, missing = _alarms(evaluation, products)
    late += missing
    evaluation.say(table("Products without a defect", ["product", "gate", "false alarms"], [[a.product, a.phase, a.tripped] for a in alarms]))
    number, false = sum(one.caught for one in caught), sum(bool(alarm.tripped) for alarm in alarms)
    left = f"; not judged, for want of time: {', '.join(late)}" if late else ""
    evaluation.say(f"catch rate {number} of {len(caught)}; false alarms {false} of {len(alarms)} gates{left}")
    data = {"caught": [{**asdict(one), "caught": one.caught} for one in caught], "alarms": [asdict(alarm) for alarm in alarms], "not_judged": late}
    return Part(number=len(caught), right=number == len(caught) and not false and not late, data=data)


def _caught(evaluation: Evaluation, host: Product) -> tuple[list[planted.Caught], list[str]]:
    """Plant one defect after the other, each gate asked about the sound product first; return what became of them, and what there was no time for."""
    caught, late, sound = [], [], {}
    for defect in DEFECTS:
        if evaluation.out_of_time():
            late.append(defect.name)
            continue
        folder = evaluation.folder / "planted" / defect.name.replace(" ", "-")
        if defect.gate not in sound:
            sound[defect.gate] = planted.held_against(host, defect.gate, folder / "sound", whole=evaluation.whole)
        one = planted.plant(host, defect, folder / "hurt", anyway=sound[defect.gate], whole=evaluation.whole)
        evaluation.say(f"{defect.name}: {'caught' if one.caught else 'MISSED'} by {one.phase}")
        caught.append(one)
    return caught, late


def _alarms(evaluation: Evaluation, products: Mapping[str, Product]) -> tuple[list[planted.Alarm], list[str]]:
    """Have sound products judged, one gate after the other; return what each said, and what there was no time for."""
    alarms, late = [], []
    for name, product in products.items():
        for phase in planted.PHASES:
            if evaluation.out_of_time():
                late.append(f"{name} by {phase}")
                continue
            alarm = planted.sound(name, product, evaluation.folder / "sound" / name / phase, phase)
            evaluation.say(f"{name}, sound, {phase}: {', '.join(alarm.tripped) or 'no alarm'}")
            for reason in alarm.reasons:
                evaluation.say(f"  {reason}")
            alarms.append(alarm)
    return alarms, late


def refusals(evaluation: Evaluation) -> Part:
    """Have impossible and ordinary ideas judged by the first gates: the ones end with the verdict that is wanted, the others go on."""
    rows = []
    for kind, files in evaluation.judged.items():
        for name, file in files.items():
            wanted = evaluation.verdicts.get(file.name)
            end = reading.ending(ideas.read(file), evaluation.folder / kind / name)
            right = end.is_as(wanted) if wanted else kind == "ordinary" and not end.phase
            rows.append([kind, name, right, wanted["verdict"] if wanted else "goes on", end.phase or "goes on", end.verdict, end.rubrics])
    heads = ["kind", "idea", "as it should", "wanted", "ends at", "verdict", "by"]
    evaluation.say(table("Impossible and ordinary ideas", heads, rows))
    counts = {kind: [row[2] for row in rows if row[0] == kind] for kind in evaluation.judged}
    evaluation.say("; ".join(f"{kind}: {sum(found)} of {len(found)} as they should" for kind, found in counts.items()))
    data = [dict(zip(heads, row, strict=True)) for row in rows]
    return Part(number=min(map(len, counts.values()), default=0), right=all(row[2] for row in rows), data=data)


def _count(plan: reading.Plan, expected: Mapping[str, Any] | None) -> list[Any]:
    """Return how many rules, statements, things and actors there are; how many rules were expected, missed, and found without being asked for."""
    numbers = [plan.rules, plan.statements, len(plan.model["entities"]), len(plan.model["actors"])]
    if expected is None:
        return [*numbers, UNKNOWN, UNKNOWN, UNKNOWN]
    wanted, found = expected["rules"], stated(plan.model, plan.model["sources"])
    missed = [rule for rule in wanted if not any(holds(rule, other) for other in found)]
    return [*numbers, len(wanted), len(missed), sum(not any(holds(rule, other) for rule in wanted) for other in found)]


def _without_artifacts(ran: runs.Ran) -> dict[str, Any]:
    return {name: value for name, value in asdict(ran).items() if name != "artifacts"}


def _of_mutation(one: Mutation) -> dict[str, Any]:
    failures = [{"check": outcome.check["id"], "outcome": outcome.outcome, "message": outcome.message} for outcome in one.whole.failures]
    rows = [{**asdict(row), "killed": row.killed} for row in one.rows]
    return {"idea": one.idea, "checks": len(one.whole.outcomes), "failures": failures, "rules": rows}


PARTS: dict[str, Callable[[Evaluation], Part]] = {
    "runs": whole_runs,
    "rules": rules,
    "likeness": alike,
    "refusals": refusals,
    "mutation": mutations,
    "planted": defects,
}
