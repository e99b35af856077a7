"""The parts of the evaluation: each measures, prints its table, and returns what the JSON file holds and whether all is well."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.evaluation import ideas, likeness, models, planted, reading, runs
from tests.evaluation.defects import DEFECTS
from tests.evaluation.mutation import Mutation, mutation
from tests.evaluation.products import product_of
from tests.evaluation.tables import table

Say = Callable[[str], None]


@dataclass(kw_only=True)
class Evaluation:
    """What the parts share: a folder to work in, the ideas, and the domain models and requirements that were made of them so far."""

    folder: Path
    ideas: Mapping[str, Path]
    judged: Mapping[str, Mapping[str, Path]]
    say: Say
    plans: dict[str, reading.Plan] = field(default_factory=dict)

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
    """What one part found: `fine` tells whether it is as it should be."""

    fine: bool
    data: Any


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
        if {"DomainModel", "PRD"} <= ran.artifacts.keys():
            evaluation.plans[name] = reading.Plan(model=ran.artifacts["DomainModel"], prd=ran.artifacts["PRD"])
        evaluation.say(f"{name}: {ran.status} {' '.join(ran.reasons)[:200]}")
    phases = list(dict.fromkeys(phase for ran in found for phase in ran.seconds))
    rows = [[ran.idea, ran.completed, sum(ran.seconds.values()), *(ran.seconds.get(phase, "–") for phase in phases)] for ran in found]
    evaluation.say(table("Whole runs, seconds a phase", ["idea", "completed", "sum", *phases], rows))
    data = [{"idea": ran.idea, "status": ran.status, "reasons": list(ran.reasons), "seconds": dict(ran.seconds)} for ran in found]
    return Part(fine=all(ran.completed for ran in found), data=data)


def rules(evaluation: Evaluation) -> Part:
    """Count what was found in every idea."""
    found = {name: evaluation.plan(name) for name in evaluation.ideas}
    rows = [[name, plan.rules, plan.statements, len(plan.model["entities"]), len(plan.model["actors"])] for name, plan in found.items()]
    evaluation.say(table("Rules found", ["idea", "checkable", "statements", "things", "actors"], rows))
    return Part(fine=True, data=[dict(zip(("idea", "checkable", "statements", "things", "actors"), row, strict=True)) for row in rows])


def mutations(evaluation: Evaluation) -> Part:
    """Take the code of every rule of every product away; its sealed checks must fail."""
    found = [mutation(name, model, evaluation.folder / "mutation" / name) for name, model in evaluation.models().items()]
    heads = ["idea", "rule", "kind", "requirement", "kept by", "sealed checks", "killed"]
    rows = [[row.idea, row.rule, row.kind, row.requirement, row.path, row.checks, row.outcome] for one in found for row in one.rows]
    evaluation.say(table("Mutation check: each rule without its code", heads, rows))
    broken = [[one.idea, outcome.check["id"], outcome.outcome, outcome.message] for one in found for outcome in one.whole.failures]
    evaluation.say(table("Sealed checks that fail on the whole product", ["idea", "check", "outcome", "message"], broken))
    killed, survived = sum(row.killed for one in found for row in one.rows), [rule for one in found for rule in one.survived]
    total = sum(len(one.whole.outcomes) for one in found)
    evaluation.say(f"{killed} of {len(rows)} mutants killed, {len(survived)} survived; {total} sealed checks, {len(broken)} failed")
    return Part(fine=not survived and not broken, data=[_of_mutation(one) for one in found])


def alike(evaluation: Evaluation) -> Part:
    """Compare the requirements of all ideas pairwise."""
    pairs = likeness.pairwise({name: likeness.prose(evaluation.plan(name).prd) for name in evaluation.ideas})
    title = f"Likeness of requirements (common word 5-grams), the ten most alike; at most {likeness.MOST} is wanted"
    evaluation.say(table(title, ["likeness", "idea", "idea"], pairs[:10]))
    return Part(fine=all(pair[0] <= likeness.MOST for pair in pairs), data=[list(pair) for pair in pairs])


def defects(evaluation: Evaluation) -> Part:
    """Plant every defect into one product; have products without any judged too."""
    products = {name: product_of(model) for name, model in models.MODELS.items()}
    alarms = [alarm for name, product in products.items() for alarm in planted.sound(name, product, evaluation.folder / "sound" / name)]
    host = next(iter(products))
    own = [alarm for alarm in alarms if alarm.product == host]
    caught = []
    for defect in DEFECTS:
        found = planted.plant(products[host], defect, evaluation.folder / "planted" / defect.name.replace(" ", "-"), alarms=own)
        evaluation.say(f"{defect.name}: {'caught' if found.caught else 'MISSED'} by {defect.phase}")
        caught.append(found)
    rows = [[one.defect, one.phase, one.rubric, one.caught, one.tripped] for one in caught]
    evaluation.say(table(f"Planted defects in {host}", ["defect", "gate", "rubric", "caught", "all that stood in the way"], rows))
    evaluation.say(table("Products without a defect", ["product", "gate", "false alarms"], [[a.product, a.phase, a.tripped] for a in alarms]))
    number, false = sum(one.caught for one in caught), sum(bool(alarm.tripped) for alarm in alarms)
    evaluation.say(f"catch rate {number} of {len(caught)}; false alarms {false} of {len(alarms)} gates")
    data = {"caught": [{**asdict(one), "caught": one.caught} for one in caught], "alarms": [asdict(alarm) for alarm in alarms]}
    return Part(fine=number == len(caught) and not false, data=data)


def refusals(evaluation: Evaluation) -> Part:
    """Have impossible and ordinary ideas judged by the first gates."""
    rows = []
    for kind, files in evaluation.judged.items():
        for name, file in files.items():
            end, reasons = reading.verdict(ideas.read(file), evaluation.folder / kind / name)
            rows.append([kind, name, (end != "goes on") == (kind == "impossible"), end, reasons])
    evaluation.say(table("Impossible and ordinary ideas", ["kind", "idea", "as it should", "ends at", "by"], rows))
    return Part(fine=all(row[2] for row in rows), data=[dict(zip(("kind", "idea", "right", "end", "by"), row, strict=True)) for row in rows])


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
