"""Acceptance tests of stories: for each criterion a test that enters by HTTP and asserts what the criterion's `then` says."""

from __future__ import annotations

from typing import Any

from phases.sandboxed.planning.acceptance import Criterion, criteria
from phases.sandboxed.planning.report_acceptance import report_criteria
from phases.sandboxed.planning.rule_acceptance import rule_cases
from phases.sandboxed.product.resources import Resource
from phases.sandboxed.product.rules import UnknownName, reports_of, rule_of
from phases.sandboxed.product.stories import bodies
from phases.sandboxed.product.stories.reading import Story, test_class, test_method
from phases.sandboxed.product.stories.report_bodies import report_bodies
from phases.sandboxed.product.stories.rule_bodies.writing import rule_bodies
from phases.sandboxed.speech import speech_of

INDENT = "        "


def acceptance_module(model: Any, resource: Resource, story: Story) -> str | None:
    """Return the source of a story's acceptance tests; None when none of its criteria can be tested.

    A criterion in words that no written test stands for gets no test: it then counts as not covered.
    """
    try:
        written = _written(model, resource, story)
    except (UnknownName, StopIteration):
        return None
    tests = []
    say = speech_of(resource).say
    for criterion in story["acceptance"]:
        body = written.get((criterion["given"], criterion["when"], criterion["then"]))
        if body is not None:
            words = say("Given {given}, when {when}, then {then}.", given=criterion["given"], when=criterion["when"], then=criterion["then"])
            tests.append(
                f'    def {test_method(criterion)}(self) -> None:\n{INDENT}"""{_quoted(words)}"""\n' + "".join(f"{INDENT}{line}\n" for line in body)
            )
    if not tests:
        return None
    used = "\n".join(tests)
    imports = "import csv\nimport io\n\n" if "csv.reader" in used else ""
    later = ", later" if "later(" in used else ""
    imports += "from app.rules import period_name\n" if "period_name(" in used else ""
    imports += "from urllib.parse import urlencode\n\n" if "urlencode(" in used else ""
    told = {"who": story["as_a"], "wish": story["i_want"], "benefit": story["so_that"]}
    wish = _quoted(say("As {who} I want {wish}, so that {benefit}.", **told))
    return (
        f'"""{story["id"]}: {wish}"""\n\n{imports}from tests.support import ServiceCase{later}\n\n\n'
        f'class {test_class(story)}(ServiceCase):\n    """The acceptance criteria of {story["id"]}."""\n\n    resource = "{resource.id}"\n\n{used}'
    )


def _written(model: Any, resource: Resource, story: Story) -> dict[Criterion, bodies.Body | None]:
    """Return the body of the test that stands for a criterion, by the criterion's words."""
    if story["action"] == "rule":
        rule = rule_of(model, story["rule"])
        found = rule_bodies(model, rule)
        return {(case.given, case.when, case.then): found[case.key] for case in rule_cases(model, rule)}
    if "report" in story:
        report = next(report for report in reports_of(model) if report.id == story["report"])
        return dict(zip(report_criteria(resource, report), report_bodies(model, resource, report), strict=True))
    return dict(zip(criteria_keys(resource, story["action"]), bodies.bodies_for(model, resource, story["action"]), strict=True))


def criteria_keys(resource: Resource, action: str) -> list[tuple[str, str, str]]:
    """Return the criteria that the written tests stand for, in the order of the tests; empty for an unknown action."""
    known = {"update", *bodies.WRITTEN, *(transition.action for transition in resource.transitions)}
    return list(criteria(resource, action)) if action in known else []


def _quoted(text: str) -> str:
    """Return a text that may stand between triple quotes."""
    flat = " ".join(text.split()).replace("\\", "/").replace('"', "'")
    return flat if len(flat) <= 300 else flat[:299] + "…"
